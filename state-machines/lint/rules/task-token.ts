import { expressionIn, textsIn } from '../expressions.ts';
import { type Machine, statesOf } from '../machine.ts';
import type { Problem } from '../problem.ts';

/** `$states` otherwise than by a member that holds no token; with a part of the context left open, for the token may be in it. */
const mayHoldToken =
  /\$states(?!\w|\s*\.)|\$states\s*\.(?!\s*(?:input\b|context\s*\.\s*(?:Execution|State|StateMachine|Map)\b))/;

/** A Task that waits for a token which it gives to nobody. https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token */
export function taskToken({ scope }: Machine): Problem[] {
  return [...statesOf(scope)].flatMap(({ name: state, source: { Resource: resource, Arguments: args } }) => {
    if (!String(resource).endsWith('.waitForTaskToken')) return [];
    const expressions = [...textsIn(args, 'Arguments')].flatMap(({ text }) => expressionIn(text) ?? []);
    if (expressions.some((it) => mayHoldToken.test(it))) return [];
    const message = 'nobody gets the token that it waits for: put {% $states.context.Task.Token %} into its Arguments';
    return [{ state, rule: 'task-token', message }];
  });
}
