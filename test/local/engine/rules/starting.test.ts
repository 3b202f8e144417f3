import { createEngine, VirtualClock, type Engine, type JsonObject } from '../../../../local/engine/index.ts';
import { outcome } from '../fakes.ts';
import { ASK, INVOKE, machine, pass, task, wait } from '../machines.ts';
import { rule } from './rule.ts';

const API = 'https://docs.aws.amazon.com/step-functions/latest/apireference';
const START = `${API}/API_StartExecution.html`;
const ARN = 'arn:aws:states:us-east-1:123456789012:stateMachine:machine';

/** An engine with a machine that waits for a token, or another one. */
function engineWith(definition: JsonObject = machine({ Ask: task({ Resource: ASK }) })): Engine {
  const engine = createEngine({
    clock: new VirtualClock(),
    integrations: { [INVOKE]: () => null },
    region: 'us-east-1',
    accountId: '123456789012',
  });
  engine.loadMachine({ name: 'machine', arn: ARN, definition });
  return engine;
}

rule('An execution started without input gets an empty object', START, async () => {
  const engine = engineWith(machine({ Only: pass() }));
  const { executionArn } = await engine.startExecution({ stateMachineArn: ARN });

  expect(await engine.waitForExecution(executionArn)).toMatchObject({ input: '{}', output: '{}' });
});

rule('An execution’s ARN is made of its machine’s and its name', START, async () => {
  const { executionArn } = await engineWith().startExecution({ stateMachineArn: ARN, name: 'one' });

  expect(executionArn).toBe('arn:aws:states:us-east-1:123456789012:execution:machine:one');
});

rule('An execution without a name gets one that nobody has', START, async () => {
  const engine = engineWith();
  const [one, two] = [
    await engine.startExecution({ stateMachineArn: ARN }),
    await engine.startExecution({ stateMachineArn: ARN }),
  ];

  expect(one.executionArn).toMatch(/:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(two.executionArn).not.toBe(one.executionArn);
});

rule('Starting again under the name and input of a running execution answers with that one', START, async () => {
  const engine = engineWith();
  const request = { stateMachineArn: ARN, name: 'one', input: '{"a":1}' };
  const [first, again] = await Promise.all([engine.startExecution(request), engine.startExecution(request)]);

  expect(again).toEqual(first);
  expect(engine.listExecutions({ stateMachineArn: ARN }).items).toHaveLength(1);
});

rule('Starting under the name of a running execution with another input is ExecutionAlreadyExists', START, async () => {
  const engine = engineWith();
  await engine.startExecution({ stateMachineArn: ARN, name: 'one', input: '1' });

  expect(await outcome(engine.startExecution({ stateMachineArn: ARN, name: 'one', input: '2' }))).toBe(
    'ExecutionAlreadyExists',
  );
});

rule(
  'Starting under the name of an execution that has ended is ExecutionAlreadyExists, whatever the input',
  START,
  async () => {
    const engine = engineWith();
    const request = { stateMachineArn: ARN, name: 'one', input: '1' };
    const { executionArn } = await engine.startExecution(request);
    await engine.stopExecution({ executionArn });

    expect(await outcome(engine.startExecution(request))).toBe('ExecutionAlreadyExists');
    expect(await outcome(engine.startExecution({ ...request, input: '2' }))).toBe('ExecutionAlreadyExists');
  },
);

rule('Input that is no JSON is InvalidExecutionInput', START, async () => {
  expect(await outcome(engineWith().startExecution({ stateMachineArn: ARN, input: '{' }))).toBe(
    'InvalidExecutionInput',
  );
});

rule('A machine that does not exist cannot be started: StateMachineDoesNotExist', START, async () => {
  expect(await outcome(engineWith().startExecution({ stateMachineArn: `${ARN}-other` }))).toBe(
    'StateMachineDoesNotExist',
  );
});

rule(
  'A name may hold anything but blanks, brackets, wildcards, control and certain special characters',
  'https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html#service-limits-general',
  async () => {
    const engine = engineWith();
    const starting = (name: string): Promise<string> => outcome(engine.startExecution({ stateMachineArn: ARN, name }));
    for (const name of ['a-b_c', 'v1.2', 'größe', "o'clock(1)"]) expect(await starting(name)).toBe('taken');
    for (const character of ' \t?*<>{}[]"#%\\^|~`$&,;:/\u0007\u0085') {
      expect(await starting(`a${character}b`)).toBe('InvalidName');
    }
  },
);

rule(
  'A running execution keeps the definition that it started with',
  `${API}/API_UpdateStateMachine.html`,
  async () => {
    const first = machine({ Sleep: wait(60, { Next: 'Old' }), Old: pass({ Output: 'old' }) });
    const engine = engineWith(first);
    const { executionArn } = await engine.startExecution({ stateMachineArn: ARN });
    engine.loadMachine({ name: 'machine', arn: ARN, definition: machine({ New: pass({ Output: 'new' }) }) });
    const { output } = await engine.waitForExecution(executionArn);
    const second = await engine.startExecution({ stateMachineArn: ARN });

    expect(output).toBe('"old"');
    expect((await engine.waitForExecution(second.executionArn)).output).toBe('"new"');
    expect(JSON.parse(engine.describeStateMachineForExecution(executionArn).definition)).toEqual(first);
  },
);
