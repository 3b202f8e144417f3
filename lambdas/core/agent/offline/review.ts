import type { ResultBody } from '../../task/result.ts';
import type { TaskSpec } from '../../task/task.ts';
import type { AgentContext, PriorWork } from '../provider.ts';
import { checksOfWhole } from './review-whole.ts';

export interface Check {
  readonly name: string;
  /** What the author has to change, or undefined where nothing is wrong. */
  readonly fault: (work: PriorWork) => string | undefined;
}

/** What rules can say about any result. Whether the content is right they cannot say: quality stays null. */
const commonChecks: readonly Check[] = [
  {
    name: 'status',
    fault: ({ result }) =>
      result.status === 'completed' || result.status === 'degraded'
        ? undefined
        : `The task ended ${result.status}; there is no result to rely on.`,
  },
  {
    name: 'outcome',
    fault: ({ result }) => (result.outcome.trim() === '' ? 'The outcome is empty: say what was prepared.' : undefined),
  },
  {
    name: 'deliverable',
    fault: ({ deliverables }) => {
      if (deliverables.length === 0) return 'Nothing was delivered: attach the document that the outcome speaks of.';
      const empty = deliverables.find(({ content }) => content.trim() === '');
      return empty === undefined ? undefined : `The deliverable “${empty.title}” is empty.`;
    },
  },
  {
    name: 'no false claim',
    fault: ({ result }) => {
      const claim = claimIn(result.outcome);
      return claim === undefined
        ? undefined
        : `“${claim}” claims work that nobody can have done without access to a system: say what was prepared instead.`;
    },
  },
];

/** What is asked of one expert's work beside. */
const ownChecks: readonly Check[] = [
  {
    name: 'about the request',
    fault: (work) =>
      isAbout(work) ? undefined : 'Neither outcome nor deliverables are about the request: start from its own words.',
  },
  {
    name: 'needs are named',
    fault: ({ result, deliverables }) => {
      const open = deliverables.some(({ content }) => content.includes(': not said>'));
      const named = result.nextSteps.some((step) => step.startsWith('Supply: '));
      return open && !named
        ? 'The document has gaps that the request does not fill: list in the next steps what a person must supply.'
        : undefined;
    },
  },
];

/**
 * Reviews the task's result by rule; one that brings the results of others together is held against theirs. Facts: `accepted`,
 * `checks` made, `failed` ones. The outcome names every fault, one sentence each, for the author to act on.
 */
export function reviewByRule(task: TaskSpec, context: AgentContext): ResultBody {
  const work = context.priorWork.find(({ taskId }) => taskId === task.reviews) ?? context.priorWork.at(-1);
  const checks = [...commonChecks, ...(context.whole === undefined ? ownChecks : checksOfWhole(context.whole))];
  const faults =
    work === undefined
      ? ['There is nothing to review: the reviewed task left no result.']
      : checks.map((check) => check.fault(work)).filter((fault) => fault !== undefined);
  const accepted = faults.length === 0;
  return {
    status: 'completed',
    outcome: accepted
      ? `Accepted: all ${checks.length} checks passed. They look at form and honesty by rule; nobody has judged the content.`
      : `Not accepted: ${faults.length} of ${checks.length} checks failed. ${faults.join(' ')}`.slice(0, 4_000),
    deliverables: [],
    nextSteps: faults.map((fault) => fault.slice(0, 500)),
    facts: { accepted, checks: checks.length, failed: faults.length },
    quality: null,
  };
}

function isAbout({ instruction, result, deliverables }: PriorWork): boolean {
  const asked = significantWords(instruction);
  if (asked.size === 0) return true;
  const answered = significantWords(
    [result.outcome, ...deliverables.flatMap(({ title, content }) => [title, content])].join(' '),
  );
  return [...asked].some((word) => answered.has(word));
}

/** Words that carry meaning: four letters or more, or with a digit; a plural counts as its singular. */
function significantWords(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(
    words
      .filter((word) => (word.length >= 4 || /\d/.test(word)) && !emptyWords.has(word))
      .map((word) => word.replace(/s$/, '')),
  );
}

const emptyWords = new Set(
  'this that with from have been will would should could please need want make what when where which about into them their there some your'.split(
    ' ',
  ),
);

const done =
  'created|deleted|removed|configured|deployed|installed|changed|updated|added|applied|restarted|migrated|restored|rotated|enabled|disabled|blocked|opened|backed up|resized|provisioned|completed|fixed';
const claimPattern = new RegExp(
  String.raw`\b(?:(?:has|have) been|was|were|is now|are now|successfully|i|we|i've|we've|i have|we have)\s(?:now\s|successfully\s|already\s)?(?:${done})\b|^(?:successfully\s)?(?:${done})\b`,
  'i',
);

/** The first sentence that reports a change as made. What stands in quotation marks are the requester's words. */
function claimIn(outcome: string): string | undefined {
  return outcome
    .replace(/“[^”]*”/g, '“…”')
    .split(/(?<=[.!?])\s+/)
    .find((sentence) => claimPattern.test(sentence) && !/\b(?:nothing|not|no|never|none|nobody)\b/i.test(sentence))
    ?.slice(0, 200);
}
