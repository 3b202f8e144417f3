import { describe } from '@jest/globals';
import { testPlan } from '../support/plan-suite.ts';
import { layered } from '../support/plan-shapes.ts';
import { usePlans } from '../support/planned-run.ts';

const plan = layered(500, 50);
// When the fourth layer is at work, each task of the three above it is done.
const fourth = plan.slice(150, 200).map(({ taskId }) => taskId);

describe('a plan of 500 tasks', () => {
  testPlan(usePlans(), plan, { held: fourth });
});
