import { completionReply, failureReply } from '../../../../lambdas/core/report/reply.ts';
import { aRequest, aResult, aTask } from '../../../support/fixtures.ts';

const reply = (task = {}, result = {}) => completionReply(aRequest(), aTask(task), aResult(result));

describe('the reply to a request that was done', () => {
  it('says who did it, what came of it, what was made and where it is, and what to do next', () => {
    const deliverables = [
      { id: 't1-1-1', title: 'Firewall rule', kind: 'runbook' as const },
      { id: 't1-1-2', title: 'Report', kind: 'report' as const },
    ];
    expect(reply({}, { outcome: 'Prepared a rule.', deliverables, nextSteps: ['Read it.', 'Apply it.'] })).toBe(
      [
        'network-expert is done.',
        '',
        '**Outcome:** Prepared a rule.',
        '',
        '**Prepared:**',
        '- Firewall rule: /v1/requests/r1/deliverables/t1-1-1',
        '- Report: /v1/requests/r1/deliverables/t1-1-2',
        '',
        '**Next steps:**',
        '- Read it.',
        '- Apply it.',
      ].join('\n'),
    );
  });

  it('leaves out what there is not', () => {
    expect(reply({}, { outcome: 'It is open.', nextSteps: [] })).toBe(
      'network-expert is done.\n\n**Outcome:** It is open.',
    );
  });

  it('does not call a part the whole', () => {
    expect(reply({}, { status: 'degraded' })).toMatch(/^network-expert has done part of the work\.\n/);
  });

  it('says when it took a rework', () => {
    expect(reply({ round: 1 })).toMatch(/^network-expert is done, after one rework\.\n/);
  });
});

describe('the reply to a request that failed', () => {
  it('says in a sentence what it means, what happened, and under which name', () => {
    expect(failureReply({ name: 'ModelRejected', message: 'the key is wrong' })).toBe(
      'The model provider refused the call.\n\n**What happened:** the key is wrong (ModelRejected)',
    );
  });

  it('invites to send it again where that may help', () => {
    const text = failureReply({ name: 'ModelThrottled', message: 'too many calls' });
    expect(text).toMatch(/It may work when you send it again\.$/);
  });

  it.each(['States.Timeout', 'TypeError', 'toString'])(
    'stays general about %s, which is none of our errors',
    (name) => {
      expect(failureReply({ name, message: 'no cause was given' })).toBe(
        `The request could not be carried out.\n\n**What happened:** no cause was given (${name})`,
      );
    },
  );
});
