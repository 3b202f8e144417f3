import { describe, expect, test } from '@jest/globals';
import { functionError } from '../../../local/testing/index.ts';
import { agentCallSchema } from '../../../lambdas/core/task/call.ts';
import { compileWorkflow } from '../../../state-machines/compiler/compile.ts';
import { renderMachine } from '../../../state-machines/compiler/render.ts';
import { lintMachine } from '../../../state-machines/lint/lint-machine.ts';
import { aPhase, aStep, aWorkflow, runWorkflow, type StepCall, workflowInput } from '../../support/workflows.ts';

const two = [
  aPhase('parallel', 'Look', [aStep('a'), aStep('b', { agent: 'database-agent' })]),
  aPhase('sequential', 'Make', [aStep('c'), aStep('d')]),
];

const ids = (calls: readonly StepCall[]) => calls.map(({ payload }) => payload.taskId);
const callOf = (calls: readonly StepCall[], taskId: string) => calls.find(({ payload }) => payload.taskId === taskId);

describe('a compiled workflow', () => {
  test('passes the rules for machines', () => {
    expect(lintMachine(renderMachine(compileWorkflow(aWorkflow(two))))).toEqual([]);
  });

  test('names its states for those who read the graph', () => {
    expect(Object.keys(compileWorkflow(aWorkflow(two)).States)).toEqual([
      'Look',
      'Decide after Look',
      'Look failed',
      'Do c (api-agent)',
      'Do d (api-agent)',
      'Make failed',
      'Report the phases',
    ]);
  });

  test('runs phase by phase and ends with what was done', async () => {
    const run = await runWorkflow(aWorkflow(two));
    expect(run.status).toBe('SUCCEEDED');
    expect(run.output).toEqual({
      phases: [
        {
          name: 'Look',
          mode: 'parallel',
          tasks: [
            { taskId: 'a', agent: 'api-agent', status: 'completed' },
            { taskId: 'b', agent: 'database-agent', status: 'completed' },
          ],
        },
        {
          name: 'Make',
          mode: 'sequential',
          tasks: [
            { taskId: 'c', agent: 'api-agent', status: 'completed' },
            { taskId: 'd', agent: 'api-agent', status: 'completed' },
          ],
        },
      ],
    });
    expect(ids(run.calls).slice(2)).toEqual(['c', 'd']);
  });

  test('keeps lists lists where a phase has a single step', async () => {
    const one = [aPhase('parallel', 'Look', [aStep('a')]), aPhase('sequential', 'Make', [aStep('b')])];
    const { output } = await runWorkflow(aWorkflow(one));
    expect(output).toMatchObject({ phases: [{ tasks: [{ taskId: 'a' }] }, { tasks: [{ taskId: 'b' }] }] });
  });

  test('calls agents as their contract says, with the task to be recorded', async () => {
    const { calls } = await runWorkflow(aWorkflow(two));
    const call = agentCallSchema.strict().parse(callOf(calls, 'b')?.payload);
    expect(callOf(calls, 'b')?.agent).toBe('database-agent');
    expect(call).toMatchObject({
      schema: 1,
      tenantId: 'acme',
      requestId: 'r1',
      generation: 2,
      taskId: 'b',
      action: 'run',
      round: 0,
      task: {
        instruction: 'Do what b is for',
        expects: 'b is done',
        dependsOn: [],
        intent: 'action',
        compensation: { instruction: 'Take b back' },
      },
    });
  });

  test('says what undoes a step, or, in the graph, why nothing does', async () => {
    const workflow = aWorkflow([
      aPhase('sequential', 'Only', [
        aStep('a', { compensate: { withdraw: true } }),
        aStep('b', { compensate: undefined, irreversible: 'It only reads.' }),
      ]),
    ]);
    const { calls } = await runWorkflow(workflow);
    expect(calls.map(({ payload }) => (payload.task as { compensation?: unknown }).compensation)).toEqual([
      { withdraw: true },
      undefined,
    ]);
    expect(compileWorkflow(workflow).States['Do b (api-agent)']).toMatchObject({
      Comment: 'Irreversible: It only reads.',
    });
  });

  test('builds on the step before, on the phase before, or on what it names', async () => {
    const { calls } = await runWorkflow(
      aWorkflow([...two, aPhase('parallel', 'Prove', [aStep('e'), aStep('f', { dependsOn: ['a'] })])]),
    );
    const dependsOn = Object.fromEntries(calls.map(({ payload }) => [payload.taskId, payload.task.dependsOn]));
    expect(dependsOn).toEqual({ a: [], b: [], c: ['a', 'b'], d: ['c'], e: ['c', 'd'], f: ['a'] });
  });
});

describe('when a step fails', () => {
  const failing =
    (...failed: string[]) =>
    async (call: StepCall, { sleep }: { sleep: (s: number) => Promise<void> }) => {
      if (failed.includes(call.payload.taskId)) {
        throw functionError('AgentReportedFailure', `no way to do "${call.payload.taskId}"`);
      }
      await sleep(60);
    };

  test('in a parallel phase, its siblings come to their end, then the phase fails under its error', async () => {
    const wide = [aPhase('parallel', 'Look', [aStep('a'), aStep('b'), aStep('x')]), two[1] ?? {}];
    const run = await runWorkflow(aWorkflow(wide), failing('b'));
    expect(run).toMatchObject({ status: 'FAILED', error: 'AgentReportedFailure', seconds: 60 });
    expect(run.cause).toBe('b: no way to do \\"b\\"');
    expect(ids(run.calls)).toEqual(['a', 'b', 'x']);
    expect(run.events('TaskSucceeded')).toHaveLength(2);
    expect(run.path.slice(-3)).toEqual(['Do b (api-agent) failed', 'Decide after Look', 'Look failed']);
  });

  test('and another beside it, the cause names both', async () => {
    const run = await runWorkflow(aWorkflow(two), failing('a', 'b'));
    expect(run.error).toBe('AgentReportedFailure');
    expect(run.cause).toMatch(/^a: no way .*; b: no way /);
  });

  test('in a sequential phase, nothing after it is called', async () => {
    const run = await runWorkflow(aWorkflow(two), failing('c'));
    expect(run).toMatchObject({ status: 'FAILED', error: 'AgentReportedFailure' });
    expect(ids(run.calls)).toEqual(['a', 'b', 'c']);
    expect(run.path.at(-1)).toBe('Make failed');
  });

  test('for lack of time, the error is the time-out', async () => {
    const run = await runWorkflow(aWorkflow(two), (call, { sleep }) =>
      call.payload.taskId === 'a' ? sleep(Infinity) : undefined,
    );
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.Timeout', cause: 'a: States.Timeout', seconds: 3600 });
  });

  test('with a long story, a branch still returns little', async () => {
    const run = await runWorkflow(aWorkflow(two), (call) => {
      if (call.payload.taskId === 'a') throw functionError('AgentReportedFailure', 'so much '.repeat(500));
    });
    const failed = run.events('PassStateExited')[0]?.details['output'];
    expect(Buffer.byteLength(JSON.stringify(failed))).toBeLessThan(2_000);
    expect(run.cause).toMatch(/^a: so much so much/);
  });

  test('in passing, it is called again under the same deadline', async () => {
    let left = 2;
    const run = await runWorkflow(aWorkflow([aPhase('sequential', 'Only', [aStep('a', { timeBox: 10 })])]), () => {
      if (left-- > 0) throw functionError('ModelThrottled', 'later');
    });
    expect(run.status).toBe('SUCCEEDED');
    expect(run.calls).toHaveLength(3);
    expect(new Set(run.calls.map(({ payload }) => payload.deadline)).size).toBe(1);
  });

  test.each(['AgentOutputInvalid', 'DeadlineExceeded', 'AttemptFenced'])(
    'for good (%s), once is enough',
    async (name) => {
      const run = await runWorkflow(aWorkflow(two), () => {
        throw functionError(name, 'no');
      });
      expect(run).toMatchObject({ status: 'FAILED', error: name });
      expect(run.calls).toHaveLength(2);
    },
  );
});

describe('the input of the request', () => {
  const told = async (instruction: string, input: Record<string, string | number>) => {
    const workflow = aWorkflow([aPhase('sequential', 'Only', [aStep('a', { instruction, expects: instruction })])]);
    const { calls } = await runWorkflow(workflow, undefined, { ...workflowInput, input });
    return calls[0]?.payload.task.instruction;
  };

  test('is put where a text names its fields', async () => {
    expect(await told('Build ${input.feature} for ${input.users} users', { feature: 'Notes', users: 40 })).toBe(
      'Build Notes for 40 users',
    );
  });

  test('stays text, whatever it is', async () => {
    expect(await told('${input.users}', { users: 7 })).toBe('7');
    expect(await told('${input.feature}', { feature: "{% $error('no') %}" })).toBe("{% $error('no') %}");
  });

  test.each([
    "it's",
    'a "quoted" word',
    'back\\slash',
    '{% 1 + 1 %}',
    'two\nlines',
    'two\u2028lines\u0085more',
    'both \' and "',
  ])('leaves the words around it as they are: %j', async (words) => {
    expect(await told(words, {})).toBe(words);
    expect(await told(`${words} \${input.feature}`, { feature: 'x' })).toBe(`${words} x`);
  });
});
