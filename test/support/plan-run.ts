import { BatonError } from '../../lambdas/core/errors.ts';
import { failureFrom } from '../../lambdas/core/report/failure.ts';
import { reversed } from '../../lambdas/core/planning/graph.ts';
import { agentCallSchema } from '../../lambdas/core/task/call.ts';
import { noUsage } from '../../lambdas/core/task/result.ts';
import { runTask } from '../../lambdas/core/task/run-task.ts';
import { settleTask } from '../../lambdas/core/task/settle-task.ts';
import { type FakeContext, type MachineRun, startMachine, TaskError } from '../../local/testing/index.ts';
import { aRequest, aResultBody, anAgent, aTask } from './fixtures.ts';
import { readMachine } from './machines.ts';
import { asFunction, leaveToken, tokensOf } from './functions.ts';
import { MemoryJournal } from './memory-journal.ts';

/** What becomes of an attempt: it works for its seconds and then … */
export type Attempt =
  'completes' | 'fails' | 'is throttled' | 'crashes before its work' | 'crashes after its work' | 'hangs';

export interface PlannedTask {
  readonly taskId: string;
  readonly dependsOn: readonly string[];
  readonly seconds: number;
  /** One by one; when they are used up, it completes. */
  readonly attempts: readonly Attempt[];
}

export interface PlanRun extends MachineRun {
  readonly journal: MemoryJournal;
  /** When each task's work began and ended, virtual milliseconds; the attempts that did work, in order. */
  readonly work: readonly {
    readonly taskId: string;
    readonly key: string;
    readonly from: number;
    readonly to: number;
  }[];
}

/** When the virtual clock starts. */
const start = Date.parse('2026-01-01T00:00:00Z');

const agent = anAgent({ id: 'network-expert', limits: { timeoutSeconds: 600 } });

export interface RunOptions {
  readonly seed?: number;
  /** @default a week */
  readonly timeBoxSeconds?: number;
  /** Starts the iterations of a Map in random order. */
  readonly shuffled?: boolean;
  /** What each state of a task takes by itself, virtual seconds. @default 0 */
  readonly transitionSeconds?: number;
  /** Kills the function that takes this step of the protocol, the first being 1, right after it. */
  readonly dieAfter?: number;
  /** Loses every word to a waiting state that it may go on. */
  readonly losesReleases?: boolean;
}

/** Runs a plan on the real machine and the real protocol, with tables in memory and agents that do as they are told. */
export async function runPlan(tasks: readonly PlannedTask[], options: RunOptions = {}): Promise<PlanRun> {
  const journal = new MemoryJournal();
  journal.requestRecords.set('acme r1', aRequest({ status: 'running' }));
  const dependents = reversed(new Map(tasks.map(({ taskId, dependsOn }) => [taskId, dependsOn])));
  for (const { taskId, dependsOn } of tasks) {
    journal.taskRecords.set(
      `acme r1 ${taskId}`,
      aTask({
        taskId,
        dependsOn: [...dependsOn],
        dependents: dependents.get(taskId) ?? [],
        ...(dependsOn.length === 0 ? {} : { waitingOn: [...new Set(dependsOn)] }),
      }),
    );
  }
  if (options.dieAfter !== undefined) journal.dieAfter(options.dieAfter);
  const waitingThrough = (context: FakeContext) => ({
    async release(token: string): Promise<boolean> {
      const heard = options.losesReleases !== true && (await tokensOf(context.engine).release(token));
      await journal.waiting.release(token, {});
      return heard;
    },
  });
  const left = new Map(tasks.map(({ taskId, attempts }) => [taskId, [...attempts]]));
  const work: { taskId: string; key: string; from: number; to: number }[] = [];
  const seconds = new Map(tasks.map((task) => [task.taskId, task.seconds]));

  const invokeAgent = async (payload: unknown, context: FakeContext) => {
    const call = agentCallSchema.parse(payload);
    const attempt = left.get(call.taskId)?.shift() ?? 'completes';
    const waiting = waitingThrough(context);
    if (attempt === 'hangs') await context.sleep(Infinity);
    if (attempt === 'crashes before its work') throw new TaskError('Lambda.Unknown', 'the function is gone');
    const ports = journal.with({
      agent,
      waiting,
      completions: journal.completions,
      signalAt: () => new AbortController().signal,
      contextOf: async () => ({ history: [], priorWork: [] }),
      provider: {
        name: 'offline' as const,
        async run({ idempotencyKey: key }: { idempotencyKey: string }) {
          const from = started.clock.now();
          await context.sleep(seconds.get(call.taskId) ?? 1);
          journal.now = started.clock.now();
          work.push({ taskId: call.taskId, key, from, to: journal.now });
          if (attempt === 'is throttled') throw new BatonError('ModelThrottled', 'slow down');
          if (attempt === 'fails') throw new BatonError('ModelRejected', 'no such model');
          return { body: aResultBody(), usage: noUsage };
        },
      },
    });
    journal.now = started.clock.now();
    const answer = await asFunction(() => runTask(Object.assign(ports, { clock: () => started.clock.now() }), call));
    if (attempt === 'crashes after its work') throw new TaskError('Lambda.Unknown', 'the function is gone');
    return answer;
  };

  const charge = async (context: FakeContext) => {
    if (options.transitionSeconds !== undefined) await context.sleep(options.transitionSeconds);
  };

  const settle = async (payload: unknown, context: FakeContext) => {
    const { taskId, error, cause } = payload as { taskId: string; error: string; cause: string };
    const ports = {
      clock: () => started.clock.now(),
      tasks: journal.tasks,
      eventLog: journal.eventLog,
      waiting: waitingThrough(context),
    };
    const key = { tenantId: 'acme', requestId: 'r1', taskId };
    return asFunction(async () => ({ status: await settleTask(ports, key, failureFrom(error, cause)) }));
  };

  const started = await startMachine({
    definition: readMachine('run-plan.asl.json'),
    name: 'run-plan',
    input: {
      schema: 1,
      tenantId: 'acme',
      requestId: 'r1',
      generation: 1,
      pk: 'T#acme#R#r1',
      deadline: start + (options.timeBoxSeconds ?? 604_800) * 1000,
      tasks: tasks.map(({ taskId }) => ({ taskId, agentId: agent.id, timeoutSeconds: 600 })),
    },
    seed: options.seed ?? 1,
    ...(options.shuffled === true ? { shuffleIterations: true } : {}),
    fakes: {
      'arn:aws:states:::aws-sdk:dynamodb:updateItem': async (args, context) => {
        await charge(context);
        return leaveToken(journal, args, context);
      },
      'arn:aws:states:::lambda:invoke': async (args, context) => {
        await charge(context);
        const { FunctionName, Payload } = args as { FunctionName: string; Payload: unknown };
        const run = FunctionName.endsWith('-coordinator') ? settle : invokeAgent;
        return { StatusCode: 200, Payload: (await run(Payload, context)) as never };
      },
    },
  });
  const ended = await started.ended;
  return { ...ended, journal, work };
}
