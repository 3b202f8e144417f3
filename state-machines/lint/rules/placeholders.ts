import { textsIn } from '../expressions.ts';
import { type Machine, statesOf } from '../machine.ts';
import { suggestion } from '../nearest.ts';
import type { Problem } from '../problem.ts';
import type { Written } from '../written.ts';

/** What `lib` fills in when it synthesizes a machine. */
const filled = new Set([
  'JournalTable',
  'RollBackMachineArn',
  'RunPlanMachineArn',
  'WorkflowMachinePrefix',
  'RouterFunctionArn',
  'AdviserFunctionArn',
  'CoordinatorFunctionArn',
  'AgentFunctionPrefix',
]);

/** Fields with states of their own. */
const nested = ['States', 'Branches', 'ItemProcessor'];

/** `${…}` that nobody fills: it would be deployed as it stands, or refused. */
export function placeholders({ definition, scope }: Machine): Problem[] {
  const states = [...statesOf(scope)].flatMap(({ name, source }) =>
    unfilled(source).map((problem) => ({ state: name, ...problem })),
  );
  return [...unfilled(definition), ...states];
}

function unfilled(source: Written): Problem[] {
  const texts = Object.entries(source).flatMap(([key, it]) => (nested.includes(key) ? [] : [...textsIn(it, key)]));
  return texts.flatMap(({ field, text }) =>
    [...text.matchAll(/\$\{([^{}]*)\}/g)].flatMap(([whole, name = '']) => {
      if (filled.has(name)) return [];
      const message = `${field}: nobody fills the placeholder ${whole}${suggestion(name, filled)}`;
      return [{ rule: 'placeholders', message: `${message}: lib does, in the substitutions of its machines` }];
    }),
  );
}
