import { realClock } from './clock.ts';
import { loadMachine } from './definition/load.ts';
import type { Machine } from './definition/machine.ts';
import type { Resource } from './definition/resource.ts';
import { EngineError, MachineRefused, ServiceError } from './errors.ts';
import { exceedsPayloadLimit, parseJson, showRefused } from './json.ts';
import { memoryJournal } from './journal/memory.ts';
import { pageOf } from './paging.ts';
import { systemRandomness } from './random.ts';
import { taskAt, taskFailed, taskSucceeded } from './run/task.ts';
import type { Run } from './run/run.ts';
import { describe } from './runtime/describe.ts';
import { Executions } from './runtime/executions.ts';
import { readToken } from './tokens.ts';
import type { Engine, EngineOptions, ExecutionRecord, MachineDescription, MachineSource } from './types.ts';

/** Whatever is no space, bracket, wildcard, control or other special character. https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;
const DEFAULT_ROLE = 'local';

/** Makes an engine; it holds no resources but its journal and timers. Close it when done. */
export function createEngine(settings: EngineOptions): Engine {
  const { clock = realClock, random = systemRandomness, journal = memoryJournal(), accountId } = settings;
  const machines = new Map<string, { machine: Machine; description: MachineDescription }>();
  /** Machines of definitions that executions were started with; compiled once each. */
  const compiled = new Map<string, Machine>();

  const executions = new Executions({
    clock,
    random,
    journal,
    settings,
    startChild: ({ startedBy, ...request }) => start(request, startedBy),
    stopChild: (executionArn) => void engine.stopExecution({ executionArn }).catch(() => undefined),
  });
  const loadOptions = { expressions: executions.expressions, canRun: (it: Resource) => executions.handlers.canRun(it) };

  function compile(name: string, definition: string): Machine {
    const known = compiled.get(definition);
    if (known) return known;
    const machine = loadMachine(name, definition, loadOptions);
    compiled.set(definition, machine);
    return machine;
  }

  function recordOf(arn: string): ExecutionRecord {
    const record = journal.execution(arn) ?? executions.live(arn)?.record;
    if (!record) throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return record;
  }

  function machineOf(arn: string): { machine: Machine; description: MachineDescription } {
    const found = machines.get(arn);
    if (!found) throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return found;
  }

  async function start(request: { stateMachineArn: string; name?: string; input?: string }, startedBy?: string) {
    if (executions.broken) throw executions.broken;
    const { machine, description } = machineOf(request.stateMachineArn);
    const { name = random.uuid(), input = '{}' } = request;
    if (!NAME.test(name)) throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
    if (parseJson(input) === undefined)
      throw new ServiceError('InvalidExecutionInput', `Invalid State Machine Execution Input: ${showRefused(input)}`);
    if (exceedsPayloadLimit(input)) throw new ServiceError('ValidationException', 'input is longer than 262144 bytes');
    const executionArn = `${description.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    const earlier = executions.live(executionArn)?.record ?? journal.execution(executionArn);
    if (earlier) {
      const same = earlier.status === 'RUNNING' && earlier.input === input;
      const own = startedBy !== undefined && earlier.startedBy === startedBy;
      if (!same && !own)
        throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
      // Waits until the journal has the first start too.
      await executions.change(executionArn, () => undefined);
      return { executionArn, startDate: earlier.startDate };
    }
    const startDate = clock.now();
    const record: ExecutionRecord = {
      executionArn,
      name,
      startDate,
      input,
      stateMachineArn: description.arn,
      status: 'RUNNING',
      eventCount: 0,
      roleArn: description.roleArn,
      machineName: description.name,
      definition: description.definition,
      ...(machine.timeoutSeconds !== undefined && { deadline: startDate + machine.timeoutSeconds * 1000 }),
      ...(startedBy !== undefined && { startedBy }),
    };
    await executions.start(record, machine);
    return { executionArn, startDate };
  }

  /** Does something to the task that a token stands for. */
  async function withTask(
    token: string,
    work: (run: Run, at: NonNullable<ReturnType<typeof taskAt>>) => void | Promise<void>,
  ): Promise<void> {
    const { executionArn, position, attempt } = readToken(token);
    const late = new ServiceError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    const done = executions.change(executionArn, async (run) => {
      const at = taskAt(run, position, attempt);
      if (at?.task.token !== token) throw late;
      await work(run, at);
    });
    if (done) return done;
    if (journal.execution(executionArn)) throw late;
    throw new ServiceError('TaskDoesNotExist', "Task Does Not Exist: 'Provided task does not exist'");
  }

  const engine: Engine = {
    loadMachine({ name, arn, roleArn = `arn:aws:iam::${accountId}:role/${DEFAULT_ROLE}`, definition }: MachineSource) {
      const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
      const description = { name, arn, roleArn, definition: text, creationDate: clock.now() };
      machines.set(arn, { machine: compile(name, text), description });
      return description;
    },
    describeStateMachine: (arn) => machineOf(arn).description,
    problemsOf(definition) {
      try {
        loadMachine('', definition, loadOptions);
        return [];
      } catch (error) {
        if (error instanceof MachineRefused) return error.problems;
        throw error;
      }
    },
    listStateMachines: () => [...machines.values()].map((it) => it.description),
    describeStateMachineForExecution(executionArn) {
      const { machineName: name, stateMachineArn: arn, roleArn, definition, startDate } = recordOf(executionArn);
      return { name, arn, roleArn, definition, creationDate: machines.get(arn)?.description.creationDate ?? startDate };
    },
    startExecution: (request) => start(request),
    async stopExecution({ executionArn, error, cause }) {
      const failure = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
      await executions.change(executionArn, (run, interpreter) => {
        if (!run.ended) interpreter.cutOff(run, 'ABORTED', failure);
      });
      const { stopDate } = recordOf(executionArn);
      return { stopDate: stopDate ?? clock.now() };
    },
    describeExecution: (arn) => describe(recordOf(arn)),
    listExecutions({ stateMachineArn, statusFilter, ...page }) {
      machineOf(stateMachineArn);
      const filter = { stateMachineArn, ...(statusFilter && { status: statusFilter }) };
      return pageOf(page, {
        of: ['ListExecutions', stateMachineArn, statusFilter],
        read: (after: string | undefined, limit) =>
          journal.executions({ ...filter, ...(after !== undefined && { after }), limit }).map(describe),
        keyOf: (it) => it.executionArn,
      });
    },
    getExecutionHistory({ executionArn, reverseOrder = false, ...page }) {
      recordOf(executionArn);
      return pageOf(page, {
        of: ['GetExecutionHistory', executionArn, reverseOrder],
        read: (after: number | undefined, limit) =>
          journal.history({ executionArn, reverseOrder, ...(after !== undefined && { after }), limit }),
        keyOf: (it) => it.id,
      });
    },
    async sendTaskSuccess({ taskToken, output }) {
      const result = parseJson(output);
      if (result === undefined) throw new ServiceError('InvalidOutput', `Invalid Output: ${showRefused(output)}`);
      if (exceedsPayloadLimit(output))
        throw new ServiceError('ValidationException', 'output is longer than 262144 bytes');
      await withTask(taskToken, (run, { position, state }) =>
        executions.guarded(run, position, (env) => taskSucceeded(env, run, position, state, result)),
      );
    },
    async sendTaskFailure({ taskToken, error, cause }) {
      const failure = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
      await withTask(taskToken, (run, { position, state }) =>
        executions.guarded(run, position, (env) => taskFailed(env, run, position, state, failure)),
      );
    },
    async sendTaskHeartbeat({ taskToken }) {
      await withTask(taskToken, (run, { position, task }) =>
        executions.guarded(run, position, async (env) => {
          if (task.heartbeatSeconds === undefined) return;
          task.heartbeatAt = clock.now() + task.heartbeatSeconds * 1000;
          run.save(position);
          env.arm(run, position);
        }),
      );
    },
    async waitForExecution(executionArn) {
      if (!executions.live(executionArn)) recordOf(executionArn);
      return new Promise((resolve, reject) => executions.whenEnded(executionArn, resolve, reject));
    },
    async resume() {
      const stranded: string[] = [];
      for (const { execution, positions } of journal.running()) {
        try {
          executions.resume(execution, positions, compile(execution.machineName, execution.definition));
        } catch (error) {
          stranded.push(`${execution.executionArn}: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
      if (stranded.length > 0)
        throw new EngineError('ResumeFailed', `executions that cannot go on:\n${stranded.join('\n')}`);
    },
    async close() {
      executions.close();
      journal.close();
    },
  };
  return engine;
}
