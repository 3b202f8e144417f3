import { parseCall } from '../../lambdas/adapters/call.ts';
import { coordinate, coordinatorCallSchema } from '../../lambdas/coordinator/coordinate.ts';
import type { ProviderCall } from '../../lambdas/core/agent/provider.ts';
import { parseRegistry } from '../../lambdas/core/agent/registry.ts';
import type { RequestRecord } from '../../lambdas/core/request/request.ts';
import { compensateTask } from '../../lambdas/core/rollback/compensate-task.ts';
import { rollbackInput, rollbackName } from '../../lambdas/core/rollback/rollback.ts';
import { cancelRequest, rollBackRequest } from '../../lambdas/core/rollback/stop-request.ts';
import { agentCallSchema, compensationCallSchema } from '../../lambdas/core/task/call.ts';
import type { Effect } from '../../lambdas/core/task/effects.ts';
import { noUsage } from '../../lambdas/core/task/result.ts';
import { runTask } from '../../lambdas/core/task/run-task.ts';
import type { TaskRecord } from '../../lambdas/core/task/task.ts';
import { type Engine, VirtualClock } from '../../local/engine/index.ts';
import {
  type FakeContext,
  machineArn,
  type MachineRun,
  type StartedMachine,
  startMachine,
} from '../../local/testing/index.ts';
import { compileWorkflow } from '../../state-machines/compiler/compile.ts';
import { renderMachine } from '../../state-machines/compiler/render.ts';
import type { Workflow } from '../../state-machines/compiler/workflow.ts';
import { ada, aResultBody, anAgent } from './fixtures.ts';
import { planAgent, type Scenario, type ScenarioTask, writeRequest } from './scenario.ts';
import { asFunction, functionTime, leaveToken, tokensOf } from './functions.ts';
import { functionArns, readMachine } from './machines.ts';
import { Crash, MemoryJournal } from './memory-journal.ts';

export interface RequestRun {
  readonly root: MachineRun;
  readonly request: RequestRecord;
  readonly tasks: ReadonlyMap<string, TaskRecord>;
  /** What was told outside, in order. */
  readonly ledger: readonly Effect[];
  /** When the work of each attempt began, virtual milliseconds. */
  readonly work: readonly { readonly taskId: string; readonly from: number }[];
  readonly journal: MemoryJournal;
  /** The states entered by the rollback, in order; empty when there was none. */
  readonly rollbackPath: readonly string[];
}

/** How long a function may run, seconds; an attempt's time box is shorter, so that it may come late. */
const functionSeconds = 600;
const timeBoxSeconds = 300;
const agent = (id: string) => anAgent({ id, limits: { timeoutSeconds: functionSeconds } });
const registry = parseRegistry(
  [planAgent, 'api-agent', 'database-agent', 'security-agent', 'testing-agent', 'aggregator', 'validator'].map(agent),
);
const pk = 'T#acme#R#r1';
const rootArn = `${machineArn('coordinate-request').replace(':stateMachine:', ':execution:')}:run`;

/**
 * Runs a request to its end on the machines of the repository and the real protocol, with tables in memory: coordinate-request,
 * the plan or the workflow nested in it, and what undoes it. Returns when the last function has ended, however late.
 */
export async function runRequest(scenario: Scenario): Promise<RequestRun> {
  const clock = new VirtualClock();
  const journal = new MemoryJournal();
  journal.follow = () => clock.now();
  const isPlan = Array.isArray(scenario.of);
  const tasks = isPlan ? (scenario.of as readonly ScenarioTask[]) : [];
  const workflow = isPlan ? undefined : (scenario.of as Workflow);
  writeRequest(journal, scenario, tasks, workflow);
  if (scenario.dieAfter !== undefined) journal.dieAfter(scenario.dieAfter);
  const ledger: Effect[] = [];
  const work: { taskId: string; from: number }[] = [];
  const inFlight = new Set<Promise<unknown>>();
  const failing = new Map<string, number>();
  let reviewed = 0;

  const portsOf = (context: Pick<FakeContext, 'engine'>) =>
    journal.with({
      clock: () => clock.now(),
      registry: () => registry,
      functionsSince: 0,
      waiting: tokensOf(context.engine),
      executions: executionsOn(context.engine),
    });

  const invokeAgent = async (id: string, payload: unknown, context: FakeContext) => {
    const { pause, kill } = functionTime(context, clock, functionSeconds);
    const ports = Object.assign(portsOf(context), {
      agent: agent(id),
      completions: journal.completions,
      signalAt: () => new AbortController().signal,
      contextOf: async () => ({ history: [], priorWork: [] }),
      effects: { tell: async (effect: Effect) => void ledger.push(effect) },
      faultTarget: { hang: (ms: number) => pause(ms / 1000), die: kill },
      provider: {
        name: 'offline' as const,
        async run({ task, idempotencyKey }: Pick<ProviderCall, 'task' | 'idempotencyKey'>) {
          const undoing = idempotencyKey.includes('.compensate.');
          if (!undoing) work.push({ taskId: task.taskId, from: clock.now() });
          await pause(scenario.seconds?.(task.taskId) ?? 10);
          const failed = failing.get(task.taskId) ?? 0;
          if (undoing && failed < (scenario.failingCompensations?.(task.taskId) ?? 0)) {
            failing.set(task.taskId, failed + 1);
            return { body: aResultBody({ status: 'failed' }), usage: noUsage };
          }
          const reviews = task.reviews !== undefined;
          const accepted = !reviews || reviewed >= (scenario.refusals ?? 0);
          if (reviews) reviewed += 1;
          return { body: aResultBody({ facts: { accepted } }), usage: noUsage };
        },
      },
    });
    await pause(scenario.coldStart ?? 0);
    const action = (payload as { action: string }).action;
    return action === 'run'
      ? runTask(ports, agentCallSchema.parse(payload))
      : compensateTask(ports, compensationCallSchema.parse(payload));
  };

  const router = () => ({
    mode: isPlan ? 'sequential' : 'workflow',
    tasks: tasks.map(({ taskId }) => ({ taskId, agentId: planAgent, timeoutSeconds: timeBoxSeconds })),
    workflow: workflow?.name ?? '',
    input: { feature: 'Notes', users: 40 },
    keeps: scenario.onFailure === 'keep',
    deadline: clock.now() + 7 * 86_400_000,
    first: planAgent,
    questionId: 'r1-q1',
    pk,
  });

  const invoke = async (args: unknown, context: FakeContext) => {
    const { FunctionName, Payload } = args as { FunctionName: string; Payload: never };
    const name = FunctionName.replace(/^.*:function:baton-test-/, '');
    const answer = asFunction(async () => {
      if (name === 'router') return router();
      if (name === 'coordinator') return coordinate(portsOf(context), parseCall(coordinatorCallSchema, Payload));
      return invokeAgent(name.replace(/^agent-/, ''), Payload, context);
    });
    inFlight.add(answer);
    return { StatusCode: 200, Payload: (await answer.finally(() => inFlight.delete(answer))) as never };
  };

  const plan = readMachine('run-plan.asl.json');
  const started = await startMachine({
    clock,
    definition: readMachine('coordinate-request.asl.json'),
    name: 'coordinate-request',
    input: { schema: 1, tenantId: 'acme', requestId: 'r1', generation: 1 },
    seed: scenario.seed ?? 1,
    shuffleIterations: scenario.seed !== undefined,
    machines: {
      'run-plan': plan.replace('"MaxConcurrency": 40', `"MaxConcurrency": ${scenario.width ?? 40}`),
      'roll-back': readMachine('roll-back.asl.json'),
      ...(workflow === undefined ? {} : { [`baton-test-workflow-${workflow.name}`]: compiled(workflow) }),
    },
    fakes: {
      'arn:aws:states:::aws-sdk:dynamodb:updateItem': (args, context) => leaveToken(journal, args, context),
      'arn:aws:states:::lambda:invoke': invoke,
    },
  });
  const ports = portsOf(started);
  if (scenario.cancelAfter !== undefined) {
    clock.setTimer(clock.now() + scenario.cancelAfter * 1000, () => {
      const cancelled = insist(() => cancelRequest(ports, ada, 'r1'));
      inFlight.add(cancelled);
      void cancelled.finally(() => inFlight.delete(cancelled));
    });
  }
  const root = await started.ended;
  await settled(inFlight);
  if (scenario.rollsBackAfterwards === true) await insist(() => rollBackRequest(ports, ada, 'r1'));
  const rollbackPath = await rolledBack(started, journal);
  await settled(inFlight);
  const request = journal.requestRecords.get('acme r1');
  if (request === undefined) throw new Error('the request is gone');
  const records = new Map([...journal.taskRecords.values()].map((task) => [task.taskId, task]));
  return { root, request, tasks: records, ledger, work, journal, rollbackPath };
}

const compiled = (workflow: Workflow): string =>
  renderMachine(compileWorkflow(workflow)).replaceAll('${AgentFunctionPrefix}', functionArns.AgentFunctionPrefix);

function executionsOn(engine: Engine) {
  return {
    async stopAll(_request: RequestRecord, { name, message }: { name: string; message: string }) {
      await engine.stopExecution({ executionArn: rootArn, error: name, cause: message });
    },
    async startRollback(request: RequestRecord) {
      const input = JSON.stringify(rollbackInput(request));
      const name = rollbackName(request);
      await engine.startExecution({ stateMachineArn: machineArn('roll-back'), name, input });
    },
  };
}

/** A user who does not hear tries again; one who hears that it is too late does not. */
async function insist(attempt: () => Promise<unknown>): Promise<void> {
  for (;;) {
    const error: unknown = await attempt().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof Crash)) return;
  }
}

/** Waits until everything that was under way has ended, and whatever that began. */
async function settled(inFlight: ReadonlySet<Promise<unknown>>): Promise<void> {
  while (inFlight.size > 0) await Promise.allSettled(inFlight);
}

async function rolledBack(started: StartedMachine, journal: MemoryJournal): Promise<readonly string[]> {
  const request = journal.requestRecords.get('acme r1');
  if (request === undefined || request.epoch === 0) return [];
  const executions = machineArn('roll-back').replace(':stateMachine:', ':execution:');
  return (await started.endOf(`${executions}:${rollbackName(request)}`)).path;
}
