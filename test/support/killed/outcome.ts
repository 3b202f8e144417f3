import type { TaskRecord } from '../../../lambdas/core/task/task.ts';
import type { EngineJournal } from '../../../local/engine/index.ts';
import type { Effect } from '../../../lambdas/core/task/effects.ts';
import type { Answer } from '../running.ts';
import { historyOf } from './journal.ts';
import type { Life } from './life.ts';

/** What came of a request, without what differs from run to run: ids, times, attempts, the order of what goes side by side. */
export interface Outcome {
  readonly request: unknown;
  /** What was said in its conversation, and by whom. */
  readonly messages: readonly unknown[];
  readonly tasks: readonly unknown[];
}

/** Reads what came of a request, as its user can. */
export async function outcomeOf(life: Life, requestId: string): Promise<Outcome> {
  const get = async (path: string): Promise<Answer['body']> => (await life.call('GET', path))?.body;
  const path = `/v1/requests/${requestId}`;
  const request = await get(path);
  const { tasks } = await get(`${path}/tasks`);
  const { messages } = await get(`/v1/sessions/${request.sessionId}/messages`);
  const { status, route, error, rollback, reply } = request;
  const { failedTask, compensated, dirty, left } = rollback ?? {};
  const linesOf = (text: string) => alike(text, requestId).split('\n').toSorted();
  return {
    request: {
      status,
      route,
      failedTask,
      compensated: compensated?.toSorted(),
      dirty,
      left,
      error: alike(error, requestId),
      reply: linesOf(reply),
    },
    messages: messages.map(({ role, text }: { role: string; text: string }) => [role, ...linesOf(text)]),
    tasks: (tasks as TaskRecord[])
      .map(({ taskId, agentId, status, generation, round, dependsOn, error, result }) => ({
        taskId,
        agentId,
        status,
        generation,
        round,
        dependsOn,
        error: alike(error, requestId),
        result: alike(result && { ...result, startedAt: '', endedAt: '' }, requestId),
      }))
      .toSorted((a, b) => a.taskId.localeCompare(b.taskId)),
  };
}

/** The same with one id for all requests, and one number for all attempts and places in a list. */
function alike<Value>(value: Value, requestId: string): Value {
  if (value === undefined) return value;
  const text = JSON.stringify(value)
    .replaceAll(requestId, 'REQUEST')
    .replaceAll(/attempt \d+/g, 'attempt N')
    .replaceAll(/\d+\. \*\*/g, 'N. **')
    .replaceAll(/\b([a-z][a-z0-9-]*)-\d+-(\d+)\b/g, '$1-N-$2');
  return JSON.parse(text) as Value;
}

/** How each execution ended that was started for a request, and through which states it went; by the request's id. */
export function waysIn(journal: EngineJournal, requestIds: readonly string[], machineArns: readonly string[]) {
  const executions = machineArns.flatMap((stateMachineArn) => journal.executions({ stateMachineArn, limit: 1_000 }));
  const ways = executions.map((execution) => {
    const { executionArn, machineName, name, status, error = '' } = execution;
    const entered = historyOf(journal, executionArn).filter(({ type }) => type.endsWith('StateEntered'));
    // Those of a Map or a Parallel in any order.
    const states = entered.map(({ details }) => details['name'] as string).toSorted();
    return { name, way: [machineName, status, error, ...states].join(', ') };
  });
  return new Map(requestIds.map((id) => [id, ways.filter(({ name }) => name.includes(id)).map(({ way }) => way)]));
}

/** What a ledger that goes by the idempotency key has of a request: each effect once. */
export function effectsOf(told: readonly Effect[], requestId: string): string[] {
  const applied = new Map(
    told.filter((effect) => effect.requestId === requestId).map((effect) => [effect.key, effect]),
  );
  return [...applied.values()]
    .map(({ kind, key, taskId, agentId }) => `${kind} ${taskId} ${agentId} ${key.replace(requestId, 'REQUEST')}`)
    .toSorted();
}
