import { beforeAll, expect, jest, test } from '@jest/globals';
import { baton, type Ended } from '../support/command-line.ts';

// It plays some ten requests, and two processes share the machine with it.
jest.setTimeout(120_000);

/** Both at once: each waits more than it works. */
let played: Promise<[Ended, Ended]>;
beforeAll(() => {
  played = Promise.all([baton('demo', '--json'), baton('demo')]);
});

test('demo --json prints one document, every request of it done', async () => {
  const [{ code, stdout }] = await played;
  expect(code).toBe(0);
  const { requests, workflow, rollback, lateRollback } = JSON.parse(stdout);
  expect(requests).toHaveLength(7);
  const workers: Record<string, number> = { single: 1, sequential: 2, escalate: 4, clarify: 1 };
  for (const request of requests) {
    expect(Object.keys(request)).toEqual(['text', 'mode', 'agents', 'status', 'reply', 'durationMs']);
    expect(request).toMatchObject({
      status: 'succeeded',
      reply: expect.stringMatching(/has finished its work on|tasks completed/),
    });
    expect(request.agents).toHaveLength(workers[request.mode] ?? 0);
    expect(request.durationMs).toBeGreaterThan(0);
  }
  expect(new Set(requests.slice(0, 3).flatMap(({ agents }: { agents: string[] }) => agents)).size).toBe(3);
  expect(requests.at(-1)).toMatchObject({ mode: 'clarify' });

  expect(workflow).toMatchObject({ name: 'feature-implementation', status: 'succeeded', transitions: 19 });
  expect(workflow.phases.map(({ tasks }: { tasks: object[] }) => tasks.length)).toEqual([3, 5, 3, 3]);
  for (const phase of workflow.phases) {
    expect(Object.keys(phase)).toEqual(['name', 'mode', 'status', 'tasks']);
    for (const task of phase.tasks) expect(task).toEqual({ ...task, status: 'completed', agent: expect.any(String) });
  }
  expect(rollback).toMatchObject({ status: 'rolled-back', failedTask: 'deploy-production', dirty: [] });
  expect(rollback.compensated).toHaveLength(13);
  expect(lateRollback).toMatchObject({ status: 'rolled-back', failedTask: 'prepare-pipeline', dirty: [] });
  expect(lateRollback.compensated[0]).toBe('prepare-pipeline');
});

test('demo tells a person who was chosen, why, what was prepared and where it is', async () => {
  const [, { code, stdout }] = await played;
  expect(code).toBe(0);
  expect(stdout).toContain('compute-expert (single');
  expect(stdout).toContain('because');
  expect(stdout).toMatch(/Prepared:\*\*\n\s+- .*: \/v1\/requests\/\w+\/deliverables\/t1-1-1/);
  expect(stdout).toContain('7 of 7 requests succeeded');
  expect(stdout).toContain('security-expert (single');
  expect(stdout).toMatch(/Production release \(sequential, 120 min\)\n\s+✔ deploy-staging \(devops-agent\)/);
  expect(stdout).toMatch(/✖ deploy-production .*failed with InjectedFault\nRolling back: deploy-production/);
  expect(stdout).toMatch(
    /■ prepare-pipeline .*\n\s*waiting, at most until .*: prepare-pipeline\n\s+↩ prepare-pipeline /,
  );
  expect(stdout).toContain('smoke-test (testing-agent): left as it is');
});
