import { standingOf } from '../standing.ts';
import type { WholeRequest } from '../provider.ts';
import type { Check } from './review.ts';

/** How many names a fault gives as examples. */
const exampleLimit = 5;

/**
 * What rules can say about a combination of results: that it leaves out no task, does not call completed what is not, and
 * names no document that does not exist. That a task failed is no fault of the combination that says so.
 */
export function checksOfWhole({ requestId, tasks }: WholeRequest): Check[] {
  return [
    {
      name: 'every task is named',
      fault: ({ result, deliverables }) => {
        const words = new Set(textOf(result.outcome, deliverables).match(/[A-Za-z0-9_-]+/g));
        const left = tasks.map(({ taskId }) => taskId).filter((id) => !words.has(id));
        return left.length === 0 ? undefined : `Tasks are left out: ${examples(left)}.`;
      },
    },
    {
      name: 'no more than the results say',
      fault: ({ result }) => {
        const lacking = tasks.filter((task) => standingOf(task) !== 'completed').map(({ taskId }) => taskId);
        return result.status === 'completed' && lacking.length > 0
          ? `Not all of the work is completed: set the status to degraded and say what is lacking of ${examples(lacking)}.`
          : undefined;
      },
    },
    {
      name: 'named documents exist',
      fault: ({ result, deliverables }) => {
        const known = new Set(tasks.flatMap((task) => (task.result?.deliverables ?? []).map(({ id }) => id)));
        const links = textOf(result.outcome, deliverables).matchAll(
          /\/v1\/requests\/([\w-]+)\/deliverables\/([\w-]+)/g,
        );
        const wrong = [...links].filter(([, request, id]) => request === requestId && !known.has(id ?? ''));
        return wrong.length === 0 ? undefined : `There is no such document: ${examples(wrong.map(([link]) => link))}.`;
      },
    },
  ];
}

function textOf(outcome: string, deliverables: readonly { readonly content: string }[]): string {
  return [outcome, ...deliverables.map(({ content }) => content)].join('\n');
}

function examples(names: readonly string[]): string {
  const more = names.length > exampleLimit ? ` and ${names.length - exampleLimit} more` : '';
  return `${names.slice(0, exampleLimit).join(', ')}${more}`;
}
