import { expression, type Json, type State } from './asl.ts';
import { secondsUntil, stepDeadline } from './deadlines.ts';
import { retriers } from './retry.ts';
import { quoted, withInput } from './text.ts';
import type { Step } from './workflow.ts';

const request = '$states.context.Execution.Input';

/**
 * The Task that has the step's agent do its work, as `lambdas/core/task/call.ts` wants to be called: the function writes the
 * task's record by it. What catches it and what follows is the phase's to say.
 *
 * @param phaseDeadline the moments by the first of which the step's phase has to be over, JSONata
 */
export function stepTask(step: Step, dependsOn: readonly string[], phaseDeadline: readonly string[]): State {
  const deadline = stepDeadline(step, phaseDeadline);
  return {
    Type: 'Task',
    ...(step.irreversible === undefined ? {} : { Comment: `Irreversible: ${step.irreversible}` }),
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: {
      FunctionName: `\${AgentFunctionPrefix}${step.agent}`,
      Payload: {
        schema: 1,
        tenantId: expression(`${request}.tenantId`),
        requestId: expression(`${request}.requestId`),
        generation: expression(`${request}.generation`),
        taskId: step.id,
        action: 'run',
        round: 0,
        deadline: expression(deadline),
        task: {
          instruction: withInput(step.instruction),
          expects: withInput(step.expects),
          dependsOn,
          intent: 'action',
          ...undo(step),
        },
      },
    },
    TimeoutSeconds: expression(secondsUntil(deadline)),
    Retry: retriers,
  };
}

function undo({ compensate, irreversible }: Step): Record<string, Json> {
  if (irreversible !== undefined) return { irreversible: withInput(irreversible) };
  if (compensate === undefined) return {};
  return { compensation: typeof compensate === 'string' ? { instruction: withInput(compensate) } : compensate };
}

/** What the machine keeps of a step that is done, as JSONata: a few words, the result itself is in the journal. */
export function doneEntry({ id, agent }: Step): string {
  return `{'taskId': ${quoted(id)}, 'agent': ${quoted(agent)}, 'status': $states.result.Payload.status}`;
}

/**
 * The words of a failed function's cause, which is a JSON document `{errorType, errorMessage, trace}`; of any other cause its
 * beginning, where there is none the error's name. Stack traces would not fit into the 2 KB that a branch may return.
 */
const causeInWords =
  '$exists($states.errorOutput.Cause) ? $substring($replace($states.errorOutput.Cause, /^\\{"errorType":"[^"]*","errorMessage":"|"(,"trace":\\[.*)?\\}$/, \'\'), 0, 500) : $states.errorOutput.Error';

/** What the machine keeps of a step that failed; only a Catch can evaluate it. */
export function failedEntry({ id, agent }: Step): Json {
  return {
    taskId: id,
    agent,
    status: 'failed',
    error: expression('$states.errorOutput.Error'),
    cause: expression(causeInWords),
  };
}
