import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { machineArnOf, runBaton, type RunningBaton, type User } from '../support/running.ts';
import { type Ledger, startLedger } from '../support/ledger.ts';

const several = 'Create a VM for mail and then back it up every night';
const input = {
  feature: 'Shared inspection notes',
  goal: 'Two inspectors write notes on one site at the same time and see each other',
  constraints: 'No change to the existing exports',
  concurrentUsers: 40,
};

interface Task {
  readonly taskId: string;
  readonly status: string;
  readonly completionSeq?: number;
  readonly links: { readonly deliverables: readonly string[] };
}

describe('what a request did, with an account of it kept outside', () => {
  let ledger: Ledger;
  let baton: RunningBaton;
  let ada: User;
  beforeAll(async () => {
    ledger = await startLedger();
    baton = await runBaton({ environment: { EFFECTS_URL: ledger.url } });
    ada = await baton.as('ada');
  });
  afterAll(async () => {
    await baton[Symbol.asyncDispose]();
    await ledger[Symbol.asyncDispose]();
  });

  const over = async (id: string) => (await ada.get(`/v1/requests/${id}?wait=25`)).body;
  const tasksOf = async (id: string): Promise<Task[]> => (await ada.get(`/v1/requests/${id}/tasks`)).body.tasks;
  async function ask(body: object) {
    const { body: submitted } = await ada.post('/v1/requests', body);
    return over(submitted.requestId);
  }

  test('is undone when a step of a workflow fails: its siblings settled first, then the newest first', async () => {
    const inject = [{ step: 'audit-security', kind: 'error' }];
    const request = await ask({ workflow: 'feature-implementation', input, inject });
    expect(request).toMatchObject({ status: 'rolled-back', rollback: { failedTask: 'audit-security', dirty: [] } });
    const tasks = await tasksOf(request.requestId);
    expect(new Set(tasks.map(({ status }) => status))).toEqual(new Set(['compensated']));
    const newestFirst = tasks
      .filter(({ completionSeq }) => completionSeq !== undefined)
      .toSorted((a, b) => (b.completionSeq ?? 0) - (a.completionSeq ?? 0))
      .map(({ taskId }) => taskId);
    expect(request.rollback.compensated).toEqual(['audit-security', ...newestFirst]);

    const told = await ledger.toldOf(request.requestId);
    const compensations = told.filter(({ kind }) => kind === 'compensation');
    expect(compensations.map(({ taskId }) => taskId)).toEqual(request.rollback.compensated);
    const effects = told.filter(({ kind }) => kind === 'effect').map(({ taskId }) => taskId);
    expect(effects.filter((taskId) => !request.rollback.compensated.includes(taskId))).toEqual([]);
    const execution = baton.runtime.engine.describeExecution(request.executionArn);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Baton.RolledBack' });
  });

  test('is withdrawn, and can still be read', async () => {
    const request = await ask({ text: several, inject: [{ step: 't2', kind: 'error' }] });
    expect(request.status).toBe('rolled-back');
    const links = (await tasksOf(request.requestId)).flatMap(({ links: { deliverables } }) => deliverables);
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) {
      const { body } = await ada.get(link);
      expect(body).toMatchObject({ withdrawnAt: expect.any(String), content: expect.stringContaining('##') });
    }
  });

  test('is undone when its user wants it, once', async () => {
    const request = await ask({ text: several });
    expect(request.status).toBe('succeeded');
    const { status, body } = await ada.post(`/v1/requests/${request.requestId}/roll-back`, {});
    expect([status, body.status]).toEqual([202, 'rolling-back']);
    expect(await over(request.requestId)).toMatchObject({ status: 'rolled-back', rollback: { requestedBy: 'ada' } });
    const again = await ada.post(`/v1/requests/${request.requestId}/roll-back`, {});
    expect([again.status, again.body.type]).toEqual([409, 'urn:baton:problem:NothingToRollBack']);
    const told = await ledger.toldOf(request.requestId);
    expect(told.map(({ kind, taskId }) => `${kind} ${taskId}`)).toEqual([
      'effect t1',
      'effect t2',
      'effect combine',
      'compensation combine',
      'compensation t2',
      'compensation t1',
    ]);
  });

  test('is undone when it is cancelled, and the function that was at it ends first', async () => {
    const inject = [{ step: 't2', kind: 'late' }];
    const { body: submitted } = await ada.post('/v1/requests', { text: several, inject, timeBoxSeconds: 4 });
    const id: string = submitted.requestId;
    await until(async () => (await tasksOf(id)).some(({ taskId, status }) => taskId === 't2' && status === 'started'));
    const { status, body } = await ada.post(`/v1/requests/${id}/cancel`, {});
    expect([status, body.status]).toEqual([202, 'cancelling']);
    const request = await over(id);
    expect(request).toMatchObject({ status: 'cancelled', rollback: { requestedBy: 'ada', compensated: ['t2', 't1'] } });
    expect((await ledger.toldOf(id)).map(({ kind, taskId }) => `${kind} ${taskId}`)).toEqual([
      'effect t1',
      'effect t2',
      'compensation t2',
      'compensation t1',
    ]);
    expect(baton.runtime.engine.describeExecution(request.executionArn).status).toBe('ABORTED');
    const again = await ada.post(`/v1/requests/${id}/cancel`, {});
    expect([again.status, again.body.type]).toEqual([409, 'urn:baton:problem:NothingToCancel']);
  });

  test('goes on being undone when the execution that does it is stopped', async () => {
    const inject = [{ step: 't2', kind: 'late' }];
    const { body: submitted } = await ada.post('/v1/requests', { text: several, inject, timeBoxSeconds: 4 });
    const id: string = submitted.requestId;
    await until(async () => (await tasksOf(id)).some(({ taskId, status }) => taskId === 't2' && status === 'started'));
    await ada.post(`/v1/requests/${id}/cancel`, {});
    const machine = machineArnOf(baton.runtime, 'roll-back');
    await baton.runtime.engine.stopExecution({
      executionArn: `${machine.replace(':stateMachine:', ':execution:')}:rb-${id}-1-0`,
    });
    expect(await over(id)).toMatchObject({ status: 'cancelled', rollback: { run: 1, compensated: ['t2', 't1'] } });
  });

  test('is nobody else’s to undo', async () => {
    const request = await ask({ text: several });
    const eve = await baton.as('eve', 'globex');
    for (const action of ['cancel', 'roll-back']) {
      expect((await eve.post(`/v1/requests/${request.requestId}/${action}`, {})).status).toBe(404);
    }
    expect((await over(request.requestId)).status).toBe('succeeded');
  });

  async function until(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
  }
});
