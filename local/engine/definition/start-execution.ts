import { expressionIn } from '../expressions/template.ts';
import { isObject, show } from '../json.ts';
import type { Json } from '../types.ts';

/** Members of the Arguments; all but Input are texts. https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
const MEMBERS = ['StateMachineArn', 'Input', 'Name', 'TraceHeader'];

/**
 * What is wrong with the Arguments of a `states:startExecution`, as far as they are written down and not the work of an
 * expression; without Arguments they are the state's input. https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 * @returns a sentence for each fault
 */
export function startExecutionFaults(args: Json | undefined): string[] {
  if (args === undefined || isExpression(args)) return [];
  if (!isObject(args)) return [`Arguments must be an object with StateMachineArn, not ${show(args)}`];
  const missing = Object.hasOwn(args, 'StateMachineArn') ? [] : ['Arguments has no StateMachineArn'];
  const wrong = Object.entries(args).flatMap(([member, value]) => {
    if (!MEMBERS.includes(member))
      return [`Arguments/${member} is not supported: states:startExecution takes ${MEMBERS.join(', ')}`];
    return member === 'Input' || typeof value === 'string' ? [] : [`Arguments/${member} must be a text`];
  });
  return [...missing, ...wrong];
}

const isExpression = (value: Json): boolean => typeof value === 'string' && expressionIn(value) !== undefined;
