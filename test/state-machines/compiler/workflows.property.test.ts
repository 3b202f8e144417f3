import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TaskError } from '../../../local/testing/index.ts';
import { compileWorkflow } from '../../../state-machines/compiler/compile.ts';
import { countStates } from '../../../state-machines/compiler/count.ts';
import { dependenciesOf } from '../../../state-machines/compiler/dependencies.ts';
import { renderMachine } from '../../../state-machines/compiler/render.ts';
import { requireWorkflow } from '../../../state-machines/compiler/validate.ts';
import type { Workflow } from '../../../state-machines/compiler/workflow.ts';
import { lintMachine } from '../../../state-machines/lint/lint-machine.ts';
import { aPhase, aStep, aWorkflowFile, runWorkflow, type WorkflowRun } from '../../support/workflows.ts';

const agents = ['api-agent', 'database-agent', 'testing-agent'];

const mode = fc.constantFrom('parallel' as const, 'sequential' as const);
const words = fc
  .string({ unit: 'grapheme', maxLength: 30 })
  .map((said) => `Do ${said.replaceAll('$', '')} \${input.feature}`);
const step = fc.record({
  agent: fc.constantFrom(...agents),
  instruction: words,
  timeBox: fc.option(fc.integer({ min: 1, max: 10 }), { nil: undefined }),
  /** Seconds that it takes. */
  takes: fc.integer({ min: 0, max: 40 }),
  /** Which of the earlier steps it names, by share of their number; by default none are named. */
  buildsOn: fc.option(fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { maxLength: 3 }), {
    nil: undefined,
  }),
});
const phase = fc.record({
  mode,
  timeBox: fc.option(fc.integer({ min: 10, max: 60 }), { nil: undefined }),
  steps: fc.array(step, { minLength: 1, maxLength: 6 }),
});

interface Sample {
  readonly workflow: Workflow;
  readonly takes: ReadonlyMap<string, number>;
}

/** Workflows of up to thirty steps, with the seconds that each step takes. */
const samples = fc.array(phase, { minLength: 1, maxLength: 5 }).map((phases): Sample => {
  const takes = new Map<string, number>();
  let earlier: string[] = [];
  const written = phases.map(({ mode, timeBox, steps }, at) => {
    const ids: string[] = [];
    const made = steps.map((one, index) => {
      const id = `s${at}-${index}`;
      const visible = mode === 'parallel' ? earlier : [...earlier, ...ids];
      const dependsOn = one.buildsOn?.flatMap((share) => visible[Math.floor(share * visible.length)] ?? []);
      takes.set(id, one.takes);
      ids.push(id);
      const { agent, instruction } = one;
      return aStep(id, { agent, instruction, timeBox: one.timeBox, dependsOn: dependsOn && [...new Set(dependsOn)] });
    });
    earlier = [...earlier, ...ids];
    return aPhase(mode, `Phase ${at + 1}`, made, { timeBox });
  });
  return { workflow: requireWorkflow(aWorkflowFile(written), { file: 'random.yaml', agents }), takes };
});

const idsOf = (workflow: Workflow) => workflow.phases.flatMap(({ steps }) => steps.map(({ id }) => id));
const called = (run: WorkflowRun) => run.calls.map(({ payload }) => payload.taskId);

test('a random workflow compiles to a machine that calls every step once, in as many states as promised', async () => {
  await fc.assert(
    fc.asyncProperty(samples, async ({ workflow, takes }) => {
      const text = renderMachine(compileWorkflow(workflow));
      expect(lintMachine(text)).toEqual([]);
      expect(renderMachine(compileWorkflow(structuredClone(workflow)))).toBe(text);

      const run = await runWorkflow(workflow, ({ payload }, { sleep }) => sleep(takes.get(payload.taskId) ?? 0));
      expect(run.status).toBe('SUCCEEDED');
      expect(run.path.length).toBeLessThanOrEqual(countStates(workflow).atMost);
      expect(called(run).sort()).toEqual(idsOf(workflow).sort());

      const dependencies = dependenciesOf(workflow);
      const before = new Set<string>();
      for (const { payload } of run.calls) {
        expect(payload.task.dependsOn).toEqual(dependencies.get(payload.taskId));
        expect(payload.task.dependsOn.filter((id) => !before.has(id))).toEqual([]);
        before.add(payload.taskId);
      }
    }),
    { numRuns: 40 },
  );
});

test('a random step that fails ends the machine under its error, after its siblings have settled', async () => {
  await fc.assert(
    fc.asyncProperty(samples, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), async (sample, share) => {
      const { workflow, takes } = sample;
      const ids = idsOf(workflow);
      const failed = ids[Math.floor(share * ids.length)] ?? '';
      const ended = new Set<string>();
      const run = await runWorkflow(workflow, async ({ payload }, { sleep }) => {
        await sleep(takes.get(payload.taskId) ?? 0);
        ended.add(payload.taskId);
        if (payload.taskId === failed) throw new TaskError('AgentReportedFailure', 'it cannot be done');
      });
      expect(run).toMatchObject({
        status: 'FAILED',
        error: 'AgentReportedFailure',
        cause: `${failed}: it cannot be done`,
      });

      const at = workflow.phases.findIndex(({ steps }) => steps.some(({ id }) => id === failed));
      const phase = workflow.phases[at];
      const beside = phase?.steps.map(({ id }) => id) ?? [];
      const inPhase = phase?.mode === 'parallel' ? beside : beside.slice(0, beside.indexOf(failed) + 1);
      const reached = [...idsOf({ ...workflow, phases: workflow.phases.slice(0, at) }), ...inPhase];
      expect(called(run).sort()).toEqual(reached.sort());
      expect([...ended].sort()).toEqual(reached);
      expect(run.path.at(-1)).toBe(`Phase ${at + 1} failed`);
    }),
    { numRuns: 40 },
  );
});
