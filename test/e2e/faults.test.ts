import { describe, expect, test } from '@jest/globals';
import type { Effect } from '../../lambdas/core/task/effects.ts';
import { useLedger } from '../support/ledger.ts';
import { runBaton } from '../support/running.ts';

const text = 'Create a jail for nginx';
const several = 'Create a VM for mail and then back it up every night';

interface Task {
  readonly taskId: string;
  readonly status: string;
  readonly attempt: number;
  readonly ended?: readonly number[];
  readonly error?: { readonly name: string };
}

const keys = (told: readonly Effect[]) => told.map(({ key }) => key);

describe('a request with an account of its effects kept outside', () => {
  const accounted = useLedger();

  /** Sends a request and follows it to its end. */
  async function ask(body: object) {
    const { status, body: submitted } = await accounted.ada.post('/v1/requests', body);
    expect(status).toBe(202);
    const id: string = submitted.requestId;
    const { body: request } = await accounted.ada.get(`/v1/requests/${id}?wait=25`);
    const { body: list } = await accounted.ada.get(`/v1/requests/${id}/tasks`);
    const tasks = Object.fromEntries((list.tasks as Task[]).map((task) => [task.taskId, task]));
    return { id, request, tasks };
  }

  test('tells of each task once, and of no review', async () => {
    const { id, request } = await ask({ text });
    expect(request.status).toBe('succeeded');
    expect(await accounted.toldOf(id)).toEqual([
      {
        kind: 'effect',
        key: `${id}.1.t1.run.0`,
        tenantId: 'acme',
        requestId: id,
        taskId: 't1',
        agentId: 'compute-expert',
        attempt: 1,
      },
    ]);
  });

  test('that fails on purpose has no effect of that task, and shows why', async () => {
    const inject = [{ step: 't2', kind: 'error' }];
    const { id, request, tasks } = await ask({ text: several, inject, onFailure: 'keep' });
    expect(request).toMatchObject({ status: 'failed', inject });
    expect(tasks['t1']).toMatchObject({ status: 'completed' });
    expect(tasks['t2']).toMatchObject({ status: 'failed', attempt: 1, error: { name: 'InjectedFault' } });
    expect(keys(await accounted.toldOf(id))).toEqual([`${id}.1.t1.run.0`, `${id}.1.combine.run.0`]);
  });

  test('whose agent answers nonsense fails as one whose answer is no Result', async () => {
    const { id, tasks } = await ask({ text, inject: [{ step: 't1', kind: 'malformed' }] });
    expect(tasks['t1']).toMatchObject({ status: 'failed', error: { name: 'AgentOutputInvalid' } });
    expect(await accounted.toldOf(id)).toEqual([]);
  });

  test('whose agent’s process dies after its effects is tried again, and tells of them under the same key', async () => {
    const { id, request, tasks } = await ask({ text, inject: [{ step: 't1', attempt: 1, kind: 'crash' }] });
    expect(request.status).toBe('succeeded');
    expect(tasks['t1']).toMatchObject({ status: 'completed', attempt: 2 });
    const told = await accounted.toldOf(id);
    expect(told.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(new Set(keys(told))).toEqual(new Set([`${id}.1.t1.run.0`]));
  });

  test('whose agent never answers ends with its time box, without an effect of that task', async () => {
    const inject = [{ step: 't1', kind: 'timeout' }];
    const { id, request, tasks } = await ask({ text: several, timeBoxSeconds: 3, inject, onFailure: 'keep' });
    expect(request).toMatchObject({ status: 'failed', timeBoxSeconds: 3 });
    expect(tasks['t1']).toMatchObject({ status: 'failed', error: { name: 'DeadlineExceeded' } });
    expect(tasks['t2']?.status).not.toBe('completed');
    expect(await accounted.toldOf(id)).toEqual([]);
  });

  test('whose agent is late has that effect, and is not completed by it', async () => {
    const inject = [{ step: 't1', kind: 'late' }];
    const { id, tasks } = await ask({ text: several, timeBoxSeconds: 3, inject, onFailure: 'keep' });
    expect(tasks['t1']).toMatchObject({ status: 'failed', error: { name: 'DeadlineExceeded' } });
    expect(keys(await effectsOf(id))).toEqual([`${id}.1.t1.run.0`]);
    const ended = await until(async () => {
      const { body } = await accounted.ada.get(`/v1/requests/${id}/tasks`);
      return body.tasks.find(({ taskId, ended: by }: Task) => taskId === 't1' && by?.includes(1));
    });
    expect(ended).toMatchObject({ status: 'failed' });
  });

  test('whose agent is late is undone when that effect has come, not before', async () => {
    const inject = [{ step: 't1', kind: 'late' }];
    const { id, request } = await ask({ text: several, timeBoxSeconds: 3, inject });
    expect(request.status).toBe('rolled-back');
    expect((await accounted.toldOf(id)).map(({ kind, taskId }) => `${kind} ${taskId}`)).toEqual([
      'effect t1',
      'compensation t1',
    ]);
  });

  /** A late effect comes when everything else is over. */
  const effectsOf = (id: string) =>
    until(async () => {
      const told = await accounted.toldOf(id);
      return told.length > 0 ? told : undefined;
    });

  async function until<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
});

describe('a request that wants faults', () => {
  test('is refused in production, and nothing is written', async () => {
    await using baton = await runBaton({ environment: { BATON_STAGE: 'prod' } });
    const ada = await baton.as('ada');
    const inject = [{ step: 't1', kind: 'error' }];
    const { status, body } = await ada.post('/v1/requests', { text, inject }, { 'idempotency-key': 'k1' });
    expect(status).toBe(403);
    expect(body).toMatchObject({ type: 'urn:baton:problem:InjectionRefused', detail: expect.stringContaining('prod') });
    expect((await ada.get('/v1/requests')).body).toEqual({ requests: [] });
    const again = await ada.post('/v1/requests', { text }, { 'idempotency-key': 'k1' });
    expect(again.status).toBe(202);
  });

  test('of a kind that there is not is refused by its field', async () => {
    await using baton = await runBaton();
    const ada = await baton.as('ada');
    const { status, body } = await ada.post('/v1/requests', { text, inject: [{ step: 't1', kind: 'slow' }] });
    expect(status).toBe(400);
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual(['inject.0.kind']);
  });
});
