import type { FieldFault } from '../../lambdas/core/errors.ts';
import { textLimit } from '../../lambdas/core/session/message.ts';
import type { WorkflowOutline } from './outline.ts';
import { fieldsIn, longest, strayReferencesIn } from './text.ts';
import { fieldSchema, type InputField } from './workflow.ts';

/** What an agent function accepts, characters (`taskSpecSchema` in `lambdas/core/task/task.ts`). */
const limits = { instruction: textLimit, expects: 2_000, compensate: 2_000 } as const;
type TextName = keyof typeof limits;

/** Texts that refer to fields which no request brings, or that could get longer than an agent function accepts. */
export function textFaults({ input, phases }: WorkflowOutline): FieldFault[] {
  const fields = readFields(input);
  const steps = phases.flatMap(({ steps }) => steps);
  return steps.flatMap((step) =>
    (Object.keys(limits) as TextName[]).flatMap((name) => {
      const text = step[name];
      if (text === undefined) return [];
      return oneText(text, limits[name], input, fields).map((message) => ({
        field: step.place,
        message: `${name}: ${message}`,
      }));
    }),
  );
}

function oneText(
  text: string,
  limit: number,
  input: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, InputField>>,
): string[] {
  const unknown = fieldsIn(text).filter((field) => !Object.hasOwn(input, field));
  const known = Object.keys(input).join(', ') || 'none';
  const longestText = longest(text, fields);
  return [
    ...unknown.map((field) => `the input has no field "${field}"; there are: ${known}`),
    ...strayReferencesIn(text).map((stray) => `"${stray}" is no field: they are written \${input.name}`),
    ...(longestText > limit
      ? [`it can get ${longestText} characters long with the input in it; ${limit} are the most`]
      : []),
  ];
}

/** The fields that are well described; what is wrong with the others is said elsewhere. */
function readFields(input: Readonly<Record<string, unknown>>): Record<string, InputField> {
  const read = Object.entries(input).flatMap(([name, field]): [string, InputField][] => {
    const parsed = fieldSchema.safeParse(field);
    return parsed.success ? [[name, parsed.data]] : [];
  });
  return Object.fromEntries(read);
}
