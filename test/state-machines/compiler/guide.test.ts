import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { root } from '../../../cli/assembly.ts';
import { readRegistry } from '../../../lib/registry.ts';
import { countStates } from '../../../state-machines/compiler/count.ts';
import { requireWorkflow } from '../../../state-machines/compiler/validate.ts';
import { runRequest } from '../../support/request-run.ts';
import { runWorkflow } from '../../support/workflows.ts';

const guide = readFileSync(join(root, 'docs/workflows.md'), 'utf8');
const [example = ''] = [...guide.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, block]) => block);
const workflow = requireWorkflow(parse(example), {
  file: 'database-change.yaml',
  agents: readRegistry().map(({ id }) => id),
});

test('the example of the guide runs to its end, in as many states as the guide promises', async () => {
  const input = { change: 'Notes have an author', rows: 4000 };
  const run = await runWorkflow(workflow, undefined, {
    tenantId: 'acme',
    requestId: 'r1',
    generation: 1,
    deadline: Date.parse('2026-01-08T00:00:00Z'),
    input,
  });
  expect(run.status).toBe('SUCCEEDED');
  expect(run.path.length).toBeLessThanOrEqual(4 + 2 * 1 + 2);
  expect(countStates(workflow).atMost).toBe(8);
  expect(run.calls[0]?.payload.task.instruction).toBe(
    'Design this change of the schema, for 4000 rows: Notes have an author',
  );
});

test('the example of the guide is undone, and leaves what cannot be', async () => {
  const run = await runRequest({ of: workflow, faults: [{ step: 'check-staging', kind: 'error' }] });
  expect(run.request).toMatchObject({
    status: 'rolled-back',
    rollback: {
      failedTask: 'check-staging',
      compensated: expect.arrayContaining(['migrate-staging']),
      left: ['check-staging'],
    },
  });
});
