import { aRoute } from '../../../support/fixtures.ts';
import { received, request, routing } from '../../../support/route-run.ts';

it('writes the planning of an escalated request, with the domains that were found, and says who plans', async () => {
  const journal = received();
  const escalated = aRoute({ mode: 'escalate', domains: ['storage'], indicators: ["novel ('novel')"] });
  expect(await routing(journal, escalated).run()).toMatchObject({
    mode: 'escalate',
    tasks: [{ taskId: 'plan', agentId: 'network-expert', timeoutSeconds: 240 }],
  });
  expect([...journal.taskRecords.values()]).toMatchObject([
    {
      taskId: 'plan',
      instruction: 'Refuse telnet on the lab switch',
      planning: { domains: ['storage'], indicators: ['there is no routine for it yet'] },
      compensation: { withdraw: true },
    },
  ]);
  const [said] = [...journal.messageRecords.values()].flat();
  expect(said?.text).toContain('who plans it before anything is changed');
});

describe('the checklist of an escalation', () => {
  const precaution = aRoute({ mode: 'escalate', indicators: ["to be planned before it is done ('overhaul')"] });

  it('is in the history before the architect is given anything, and stays with the request', async () => {
    const journal = received();
    const route = aRoute({ mode: 'escalate', complexity: 'complex', indicators: ["high risk ('at once')"] });
    await routing(journal, route).run();
    expect(journal.steps.indexOf('eventLog.append')).toBeLessThan(journal.steps.indexOf('tasks.create'));
    expect(journal.eventRecords.get('acme r1')?.[0]).toMatchObject({
      type: 'checklist.escalation',
      detail: { complexity: 'yes', domains: 'no', architecture: 'no', risk: 'yes', precautionary: false },
    });
    expect(request(journal)?.escalation).toMatchObject({ precautionary: false });
  });

  it('marks as a precaution what nothing speaks for, and the architect is told so', async () => {
    const journal = received();
    await routing(journal, precaution).run();
    expect(request(journal)?.escalation).toMatchObject({ precautionary: true });
    expect(journal.taskRecords.get('acme r1 plan')?.planning).toMatchObject({ precautionary: true });
  });

  it('is not answered for a request of any other kind', async () => {
    const journal = received();
    await routing(journal).run();
    expect(request(journal)).not.toHaveProperty('escalation');
    expect(journal.eventRecords.get('acme r1')?.map(({ type }) => type)).toEqual(['request.routed']);
  });
});
