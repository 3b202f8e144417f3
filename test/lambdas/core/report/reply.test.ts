import { completionReply, failureReply } from '../../../../lambdas/core/report/reply.ts';
import { aResult, aTask, aVerification } from '../../../support/fixtures.ts';

const reply = (task = {}, result = {}) => completionReply(aTask(task), aResult(result), aVerification());
const done = 'The network expert has finished its work on “Refuse telnet on the lab switch”';
const offer = 'Is there anything else? Say it in this conversation, or say what is missing.';

describe('the reply to a request that was done', () => {
  it('says who did it, what came of it, what was made and where it is, and what to do next', () => {
    const deliverables = [
      { id: 't1-1-1', title: 'Firewall rule', kind: 'runbook' as const },
      { id: 't1-1-2', title: 'Report', kind: 'report' as const },
    ];
    expect(reply({}, { outcome: 'Prepared a rule.', deliverables, nextSteps: ['Read it.', 'Apply it.'] })).toBe(
      [
        `${done}.`,
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
        '',
        offer,
      ].join('\n'),
    );
  });

  it('leaves out what there is not', () => {
    expect(reply({}, { outcome: 'It is open.', nextSteps: [] })).toBe(
      `${done}.\n\n**Outcome:** It is open.\n\n${offer}`,
    );
  });

  it('does not call a part the whole', () => {
    expect(reply({}, { status: 'degraded' })).toMatch(/^The network expert has done part of the work on “Refuse/);
  });

  it('names what is still open, and does not say of itself that it was read', () => {
    const verification = aVerification({ issue: 'no', told: 'no' });
    const text = completionReply(aTask(), aResult(), verification);
    expect(text).toContain('**Still open:**\n- The issue is up to date: no, it was looked at\n\n');
    expect(text).not.toContain('The user has been told');
  });

  it('says when it took a rework', () => {
    expect(reply({ round: 1 })).toContain(`${done}, after one rework.\n`);
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
