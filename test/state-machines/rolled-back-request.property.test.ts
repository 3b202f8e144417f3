import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Workflow } from '../../state-machines/compiler/workflow.ts';
import { runRequest } from '../support/request-run.ts';
import type { ScenarioTask } from '../support/scenario.ts';
import { expectNothingLeft, expectOrder, faultsIn, idsOf, plans, workflows } from '../support/scenarios.ts';

const cancels = fc.option(fc.integer({ min: 0, max: 900 }), { nil: undefined, freq: 3 });
const policies = fc.constantFrom('roll-back' as const, 'roll-back' as const, 'keep' as const);

/** What may happen to a plan or a workflow; the width is how many iterations of a plan's Map run at a time. */
const scenariosOf = (what: fc.Arbitrary<readonly ScenarioTask[] | Workflow>) =>
  what.chain((of) =>
    fc.record({
      of: fc.constant(of),
      faults: faultsIn(idsOf(of)),
      coldStart: fc.constantFrom(0, 4),
      onFailure: policies,
      width: fc.constantFrom(1, 3, 40),
      seed: fc.nat(1000),
      cancelAfter: cancels,
    }),
  );

test.each<[string, fc.Arbitrary<readonly ScenarioTask[] | Workflow>]>([
  ['a plan', plans(60)],
  ['a workflow', workflows],
])(
  '%s ends whatever happens, nothing runs early or twice under one key, and nothing is left of what was undone',
  async (_, what) => {
    await fc.assert(
      fc.asyncProperty(scenariosOf(what), async ({ cancelAfter, ...scenario }) => {
        const run = await runRequest({ ...scenario, ...(cancelAfter === undefined ? {} : { cancelAfter }) });
        expectOrder(run, scenario.faults);
        if (run.request.epoch > 0) expectNothingLeft(run);
        else if (scenario.onFailure === 'roll-back') expect(run.request.status).toBe('succeeded');
      }),
      { numRuns: 100 },
    );
  },
);
