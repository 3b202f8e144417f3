import { afterAll, beforeAll, expect } from '@jest/globals';
import { executionArnOf } from '../../lambdas/core/request/reconcile.ts';
import type { PlannedTask } from '../../lambdas/core/task/planned.ts';
import type { TaskRecord } from '../../lambdas/core/task/task.ts';
import { type Outcome, type PlannedModel, startPlannedModel } from './planned-model.ts';
import { type Answer, machineArnOf, runBaton, type RunningBaton, type User } from './running.ts';

export type TaskView = TaskRecord & { readonly links: { readonly deliverables: readonly string[] } };

/** A request that is over, as the API shows it. */
export interface Over {
  readonly request: Answer['body'];
  /** All its tasks by id, those of the system too. */
  readonly tasks: ReadonlyMap<string, TaskView>;
  /** The report of `GET /v1/requests/{id}/report`. */
  readonly report: Answer['body'];
}

/** One Baton for all tests of a file, with a model that plans what a test wants; and Ada, who asks over HTTP. */
export function usePlans() {
  let model: PlannedModel;
  let baton: RunningBaton;
  let ada: User;
  beforeAll(async () => {
    model = await startPlannedModel();
    const environment = {
      MODEL_PROVIDER: 'openai-compatible',
      MODEL_BASE_URL: model.url,
      MODEL_STANDARD: 'planned',
      MODEL_STRONG: 'planned',
    };
    baton = await runBaton({ environment });
    ada = await baton.as('ada');
  });
  afterAll(async () => {
    await baton[Symbol.asyncDispose]();
    await model[Symbol.asyncDispose]();
  });

  /** Sends a request that the router has planned, and answers its id. */
  async function submit(
    plan: readonly unknown[],
    { outcome = () => 'completed', ...body }: { outcome?: (taskId: string) => Outcome; onFailure?: 'keep' },
  ): Promise<string> {
    model.plans(plan, outcome);
    const text = 'Lock down the firewall between all VLANs, encrypt the backups and watch both throughout';
    const { status, body: submitted } = await ada.post('/v1/requests', { text, ...body });
    expect(status).toBe(202);
    return submitted.requestId;
  }

  async function end(id: string): Promise<Over> {
    let { body: request } = await ada.get(`/v1/requests/${id}?wait=25`);
    while (request.endedAt === undefined) ({ body: request } = await ada.get(`/v1/requests/${id}?wait=25`));
    const { body: list } = await ada.get(`/v1/requests/${id}/tasks`);
    const { body: report } = await ada.get(`/v1/requests/${id}/report`);
    return { request, tasks: new Map((list.tasks as TaskView[]).map((task) => [task.taskId, task])), report };
  }

  return {
    /** Has a plan run to its end. */
    run: async (plan: readonly unknown[], how: Parameters<typeof submit>[1] = {}) => end(await submit(plan, how)),

    /**
     * Cancels a plan when all those tasks were asked for, some of which are held: nobody answers them before the cancellation is
     * acknowledged. `asked` are the tasks that an agent was asked to do by then, `later` those that were asked afterwards.
     */
    async cancel(
      plan: readonly PlannedTask[],
      held: readonly string[],
      first: readonly string[],
    ): Promise<Over & Record<'asked' | 'later', string[]>> {
      model.holds(...held);
      const id = await submit(plan, {});
      await model.askedFor(...first);
      const { status, body } = await ada.post(`/v1/requests/${id}/cancel`, {});
      expect([status, body.status]).toEqual([202, 'cancelling']);
      const asked = [...model.asked];
      model.release();
      const over = await end(id);
      return { ...over, asked, later: model.asked.slice(asked.length) };
    },

    /** How many states the executions of a plan executed, by the Step Functions API's history of each. */
    statesOf({ request }: Over, parts: number): number {
      const { engine } = baton.runtime;
      const machine = machineArnOf(baton.runtime, 'run-plan');
      const names = ['plan-0-0', ...Array.from({ length: parts }, (_, part) => `plan-0-0-part${part}-0`)];
      return names
        .map((name) => executionArnOf(machine, `${request.requestId}-${request.generation}-${name}`))
        .flatMap((executionArn) => engine.getExecutionHistory({ executionArn, maxResults: 1000 }).items)
        .filter(({ type }) => type.endsWith('StateEntered')).length;
    },

    deliverable: async (link: string): Promise<Answer['body']> => (await ada.get(link)).body,
  };
}

const isOwn = ({ taskId }: { readonly taskId: string }) => /^(?:plan|combine)/.test(taskId);

/** The tasks of the plan itself, by how they stand. */
export function standing({ tasks }: Pick<Over, 'tasks'>): Record<string, string> {
  return Object.fromEntries(
    [...tasks.values()].filter((task) => !isOwn(task)).map((task) => [task.taskId, task.status]),
  );
}

/** No task started before each one that it builds on was settled, and each was started once. */
export function expectInOrder({ tasks }: Pick<Over, 'tasks'>): void {
  const early = [...tasks.values()].flatMap(({ taskId, dependsOn, startedAt = '~' }) =>
    dependsOn
      .filter((id) => (tasks.get(id)?.endedAt ?? '~') > startedAt)
      .map((id) => `${taskId} before the end of ${id}`),
  );
  expect(early).toEqual([]);
  const again = [...tasks.values()].filter(({ attempt, fencedAt }) => attempt > (fencedAt === undefined ? 1 : 2));
  expect(again.map(({ taskId }) => taskId)).toEqual([]);
}

/** How many times a text says something. */
export function countOf(text: string, what: string): number {
  return text.split(what).length - 1;
}
