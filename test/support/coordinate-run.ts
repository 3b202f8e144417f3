import {
  type FakeCall,
  type FakeContext,
  functionError,
  type MachineRun,
  runMachine,
  TaskError,
} from '../../local/testing/index.ts';
import { readMachine } from './machines.ts';

export const definition = readMachine('coordinate-request.asl.json');
export const input = { schema: 1, tenantId: 'acme', requestId: 'r1', generation: 1 };
const tasks = [{ taskId: 't1', agentId: 'compute-expert', timeoutSeconds: 300 }];
/** When the whole request must be over: a week from the virtual clock's start. */
export const deadline = Date.parse('2026-01-08T00:00:00Z');
export const single = {
  mode: 'single',
  first: 'compute-expert',
  tasks,
  questionId: 'r1-q1',
  pk: 'T#acme#R#r1',
  deadline,
};

type Payload = Record<string, unknown>;
export type Answer = (payload: Payload, context: FakeContext) => unknown;

/** Stands for the machine of that name: tells what it was started with, and answers what the test says. */
const nested = (name: string) => ({
  QueryLanguage: 'JSONata',
  StartAt: 'Tell',
  States: {
    Tell: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: {
        FunctionName: `arn:aws:lambda:us-east-1:123456789012:function:baton-test-${name}`,
        Payload: '{% $states.input %}',
      },
      Output: '{% $states.result.Payload %}',
      End: true,
    },
  },
});

interface Functions {
  readonly architect?: Answer;
  readonly plan?: Answer;
  readonly rollBack?: Answer;
  readonly router?: Answer;
  readonly adviser?: Answer;
  readonly expert?: Answer;
  readonly validator?: Answer;
  readonly aggregator?: Answer;
  readonly coordinator?: Answer;
}

interface FunctionCall {
  readonly name: string;
  readonly payload: Payload;
}

interface Run extends MachineRun {
  /** What each function was called with, in order. */
  readonly calls: readonly (FakeCall & FunctionCall)[];
}

export const accepted = (verdict: boolean) => ({
  taskId: 'r',
  status: 'completed',
  facts: { accepted: verdict },
  ref: '',
});

/** Runs the machine on functions that do what a test needs, the plain right thing unless it says otherwise. */
export async function coordinate(functions: Functions = {}): Promise<Run> {
  const answers: Record<string, Answer> = {
    router: functions.router ?? (() => single),
    ...(functions.adviser === undefined ? {} : { adviser: functions.adviser }),
    'agent-compute-expert': functions.expert ?? (() => ({ taskId: 't1', status: 'completed', facts: {}, ref: '' })),
    'agent-infrastructure-architect':
      functions.architect ?? (() => ({ taskId: 'plan', status: 'completed', facts: {} })),
    'run-plan': functions.plan ?? (() => ({ lacking: 0 })),
    'agent-aggregator':
      functions.aggregator ?? (() => ({ taskId: 'combine', status: 'completed', facts: {}, ref: '' })),
    'roll-back': functions.rollBack ?? (() => ({ status: 'rolled-back' })),
    'workflow-sample': () => ({}),
    'agent-validator': functions.validator ?? (() => accepted(true)),
    coordinator: functions.coordinator ?? (({ action }) => ({ status: action === 'fail' ? 'failed' : 'succeeded' })),
  };
  const invoke = async (args: unknown, context: FakeContext) => {
    const { name, payload } = functionCall(args);
    const answer = answers[name];
    if (answer === undefined) throw new TaskError('Lambda.ResourceNotFoundException', name);
    return { StatusCode: 200, Payload: (await answer(payload, context)) as never };
  };
  const run = await runMachine({
    definition,
    input,
    fakes: { 'arn:aws:states:::lambda:invoke': invoke },
    machines: {
      'run-plan': nested('run-plan'),
      'roll-back': nested('roll-back'),
      'baton-test-workflow-sample': nested('workflow-sample'),
    },
  });
  return { ...run, calls: run.calls.map((call) => ({ ...call, ...functionCall(call.arguments) })) };
}

function functionCall(args: unknown): FunctionCall {
  const { FunctionName, Payload: payload } = args as { FunctionName: string; Payload: Payload };
  return { name: FunctionName.replace(/^.*:function:baton-test-/, ''), payload };
}

/** Fails so many times under a name, then does what follows. */
export function failing(times: number, error: string, then: Answer): Answer {
  let left = times;
  return (payload, context) => {
    if (left > 0) {
      left -= 1;
      throw functionError(error, `${error} happened`);
    }
    return then(payload, context);
  };
}

export const named = (run: Run, name: string) => run.calls.filter((call) => call.name === name);
export const failureTold = (run: Run) =>
  named(run, 'coordinator').find(({ payload }) => payload['action'] === 'fail')?.payload;
