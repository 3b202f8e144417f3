import type { Expressions } from '../expressions/expressions.ts';
import type { Template } from '../expressions/template.ts';

/** The members of `$states` that only some fields have. */
const CONDITIONAL = {
  result: 'it is in Output and Assign of a Task, Parallel or Map',
  errorOutput: 'it is in Output and Assign of a Catch',
};

export type ConditionalMember = keyof typeof CONDITIONAL;

/**
 * Members of `$states` that a field uses although it has none: AWS refuses such a machine.
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#reserved-variable-states
 * @param available the one that the field has
 * @returns a sentence for each
 */
export function unavailableMembers(
  template: Template,
  expressions: Expressions,
  available: ConditionalMember | undefined,
): string[] {
  return expressionsIn(template).flatMap(({ text, field }) => {
    const tree = expressions.parse(text);
    return Object.entries(CONDITIONAL)
      .filter(([it]) => it !== available && usesMember(tree, it))
      .map(([it, where]) => `${field}: $states.${it} is not available here: ${where}`);
  });
}

function expressionsIn(template: Template): { text: string; field: string }[] {
  if (template.kind === 'expression') return [template];
  if (template.kind === 'array') return template.items.flatMap(expressionsIn);
  return template.kind === 'object' ? template.entries.flatMap(([, it]) => expressionsIn(it)) : [];
}

/** Whether a syntax tree holds the path `$states.<member>`. */
function usesMember(node: unknown, member: string): boolean {
  if (typeof node !== 'object' || node === null) return false;
  const { type, steps } = node as { type?: unknown; steps?: unknown };
  if (type === 'path' && Array.isArray(steps)) {
    const [root, first] = steps as { type?: string; value?: unknown }[];
    if (root?.type === 'variable' && root.value === 'states' && first?.value === member) return true;
  }
  return Object.values(node).some((it) => usesMember(it, member));
}
