import { describe, expect, test } from '@jest/globals';
import input from '../../docs/examples/feature-implementation.json' with { type: 'json' };
import { useLedger } from '../support/ledger.ts';
import { machineArnOf } from '../support/running.ts';

const several = 'Create a VM for mail and then back it up every night';

interface Task {
  readonly taskId: string;
  readonly status: string;
  readonly completionSeq?: number;
  readonly links: { readonly deliverables: readonly string[] };
}

describe('what a request did, with an account of it kept outside', () => {
  const accounted = useLedger();
  const over = accounted.over;
  const tasksOf = (id: string): Promise<Task[]> => accounted.tasksOf(id);
  async function ask(body: object) {
    const { body: submitted } = await accounted.ada.post('/v1/requests', body);
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

    const told = await accounted.toldOf(request.requestId);
    const compensations = told.filter(({ kind }) => kind === 'compensation');
    expect(compensations.map(({ taskId }) => taskId)).toEqual(request.rollback.compensated);
    const effects = told.filter(({ kind }) => kind === 'effect').map(({ taskId }) => taskId);
    expect(effects.filter((taskId) => !request.rollback.compensated.includes(taskId))).toEqual([]);
    const execution = accounted.baton.runtime.engine.describeExecution(request.executionArn);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Baton.RolledBack' });
  });

  test('is withdrawn, and can still be read', async () => {
    const request = await ask({ text: several, inject: [{ step: 't2', kind: 'error' }] });
    expect(request.status).toBe('rolled-back');
    const links = (await tasksOf(request.requestId)).flatMap(({ links: { deliverables } }) => deliverables);
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) {
      const { body } = await accounted.ada.get(link);
      expect(body).toMatchObject({ withdrawnAt: expect.any(String), content: expect.stringContaining('##') });
    }
  });

  test('is undone when its user wants it, once', async () => {
    const request = await ask({ text: several });
    expect(request.status).toBe('succeeded');
    const { status, body } = await accounted.ada.post(`/v1/requests/${request.requestId}/roll-back`, {});
    expect([status, body.status]).toEqual([202, 'rolling-back']);
    expect(await over(request.requestId)).toMatchObject({ status: 'rolled-back', rollback: { requestedBy: 'ada' } });
    const again = await accounted.ada.post(`/v1/requests/${request.requestId}/roll-back`, {});
    expect([again.status, again.body.type]).toEqual([409, 'urn:baton:problem:NothingToRollBack']);
    const told = await accounted.toldOf(request.requestId);
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
    const { body: submitted } = await accounted.ada.post('/v1/requests', { text: several, inject, timeBoxSeconds: 4 });
    const id: string = submitted.requestId;
    await until(async () => (await tasksOf(id)).some(({ taskId, status }) => taskId === 't2' && status === 'started'));
    const { status, body } = await accounted.ada.post(`/v1/requests/${id}/cancel`, {});
    expect([status, body.status]).toEqual([202, 'cancelling']);
    const request = await over(id);
    expect(request).toMatchObject({ status: 'cancelled', rollback: { requestedBy: 'ada', compensated: ['t2', 't1'] } });
    expect((await accounted.toldOf(id)).map(({ kind, taskId }) => `${kind} ${taskId}`)).toEqual([
      'effect t1',
      'effect t2',
      'compensation t2',
      'compensation t1',
    ]);
    expect(accounted.baton.runtime.engine.describeExecution(request.executionArn).status).toBe('ABORTED');
    const again = await accounted.ada.post(`/v1/requests/${id}/cancel`, {});
    expect([again.status, again.body.type]).toEqual([409, 'urn:baton:problem:NothingToCancel']);
  });

  test('is nothing yet when a request is cancelled that waits for an answer, and it waits no more', async () => {
    const asked = await ask({ text: 'staging' });
    expect(asked.status).toBe('waiting');
    await accounted.ada.post(`/v1/requests/${asked.requestId}/cancel`, {});
    const request = await over(asked.requestId);
    expect(request).toMatchObject({ status: 'cancelled', rollback: { compensated: [], dirty: [] } });
    expect(request.reply).toContain('Nothing had been done that could be undone');
    const late = await accounted.ada.post(`/v1/requests/${asked.requestId}/messages`, { text: 'Create a jail' });
    expect([late.status, late.body.type]).toEqual([409, 'urn:baton:problem:NothingToAnswer']);
  });

  test('goes on being undone when the execution that does it is stopped', async () => {
    const inject = [{ step: 't2', kind: 'late' }];
    const { body: submitted } = await accounted.ada.post('/v1/requests', { text: several, inject, timeBoxSeconds: 4 });
    const id: string = submitted.requestId;
    await until(async () => (await tasksOf(id)).some(({ taskId, status }) => taskId === 't2' && status === 'started'));
    await accounted.ada.post(`/v1/requests/${id}/cancel`, {});
    const machine = machineArnOf(accounted.baton.runtime, 'roll-back');
    await accounted.baton.runtime.engine.stopExecution({
      executionArn: `${machine.replace(':stateMachine:', ':execution:')}:rb-${id}-1-0`,
    });
    expect(await over(id)).toMatchObject({ status: 'cancelled', rollback: { run: 1, compensated: ['t2', 't1'] } });
  });

  test('is nobody else’s to undo', async () => {
    const request = await ask({ text: several });
    const eve = await accounted.baton.as('eve', 'globex');
    for (const action of ['cancel', 'roll-back']) {
      expect((await eve.post(`/v1/requests/${request.requestId}/${action}`, {})).status).toBe(404);
    }
    expect((await over(request.requestId)).status).toBe('succeeded');
  });

  async function until(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
  }
});
