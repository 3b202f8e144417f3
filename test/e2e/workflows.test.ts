import { describe, expect, test } from '@jest/globals';
import { handoffRecordSchema } from '../../lambdas/core/agent/handoff.ts';
import { wordCount } from '../../lambdas/core/text/words.ts';
import { edgesOf } from '../support/edges.ts';
import { useBaton } from '../support/running.ts';

const input = {
  feature: 'Shared inspection notes',
  goal: 'Two inspectors write notes on one site at the same time and see each other',
  constraints: 'No change to the existing exports',
  concurrentUsers: 40,
};

describe('a request that names a workflow', () => {
  const { ada } = useBaton();

  test('is found by what the list of workflows says', async () => {
    const { body } = await ada.get('/v1/workflows');
    expect(body.workflows).toContainEqual(expect.objectContaining({ name: 'feature-implementation' }));
    const { body: workflow } = await ada.get('/v1/workflows/feature-implementation');
    expect(Object.keys(workflow.input).sort()).toEqual(Object.keys(input).sort());
    expect(workflow.phases.map(({ mode }: { mode: string }) => mode)).toEqual([
      'parallel',
      'sequential',
      'parallel',
      'sequential',
    ]);
    expect((await ada.get('/v1/workflows/dance')).status).toBe(404);
  });

  test('runs phase by phase to its report', async () => {
    const { status, body: submitted } = await ada.post('/v1/requests', { workflow: 'feature-implementation', input });
    expect(status).toBe(202);
    const { body: request } = await ada.get(`/v1/requests/${submitted.requestId}?wait=25`);
    expect(request).toMatchObject({
      status: 'succeeded',
      route: { mode: 'workflow', workflow: 'feature-implementation' },
    });
    expect(request.reply).toContain('All 14 tasks completed');
    expect(request.reply).toContain('### Summary\nAll 14 tasks are completed.');
    expect(request.reply).toContain('Reviewed by validator: accepted');

    const { body } = await ada.get(`/v1/requests/${submitted.requestId}/tasks`);
    const byId = new Map<string, { startedAt: string; endedAt: string; instruction: string }>(
      body.tasks.map((task: { taskId: string }) => [task.taskId, task]),
    );
    const design = byId.get('design-schema');
    expect(design?.instruction).toContain('"Shared inspection notes", used by 40 people');
    for (const task of body.tasks) {
      for (const dependency of task.dependsOn) {
        expect(task.startedAt >= (byId.get(dependency)?.endedAt ?? '~')).toBe(true);
      }
    }
  });

  test('has a handoff for every edge in its history, phase boundaries included', async () => {
    const { body: submitted } = await ada.post('/v1/requests', { workflow: 'feature-implementation', input });
    const path = `/v1/requests/${submitted.requestId}`;
    const { body: request } = await ada.get(`${path}?wait=25`);
    expect(request.status).toBe('succeeded');

    const [tasks, handed, report] = await Promise.all([
      ada.get(`${path}/tasks`),
      ada.get(`${path}/handoffs`),
      ada.get(`${path}/report`),
    ]);
    const handoffs = handoffRecordSchema.array().parse(handed.body.handoffs);
    const edges = handoffs.map(({ fromTask, taskId }) => `${fromTask} → ${taskId}`).sort();
    expect(edges).toEqual(edgesOf(tasks.body.tasks));
    expect(edges).toEqual(
      expect.arrayContaining([
        'model-threats → align-designs',
        'design-schema → create-tables',
        'audit-security → deploy-staging',
        'smoke-test → deploy-production',
      ]),
    );
    expect(handoffs.every(({ verified }) => verified)).toBe(true);
    for (const { context } of handoffs)
      expect(wordCount(Object.values(context).flat().join(' '))).toBeLessThanOrEqual(100);
    expect(report.body.integrations).toHaveLength(edges.length);
    expect(report.body.agents).toHaveLength(14);
  });

  test('without what the workflow wants to know is refused, every field named', async () => {
    const { status, body } = await ada.post('/v1/requests', {
      workflow: 'feature-implementation',
      input: { ...input, goal: '', concurrentUsers: 'many' },
    });
    expect(status).toBe(400);
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual(['input.goal', 'input.concurrentUsers']);
  });

  test('that does not exist is refused, and those that do are named', async () => {
    const { status, body } = await ada.post('/v1/requests', { workflow: 'dance' });
    expect(status).toBe(400);
    expect(body.detail).toContain('feature-implementation');
  });
});
