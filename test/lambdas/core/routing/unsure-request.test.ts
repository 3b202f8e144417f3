import { aRoute } from '../../../support/fixtures.ts';
import { received, request, routing } from '../../../support/route-run.ts';

describe('a request that the router is unsure of', () => {
  const unsure = aRoute({ confidence: 0.2, decidedBy: 'classifier' });
  const usage = { inputTokens: 900, outputTokens: 60, costUsd: 0.001 };
  const failure = { failure: { name: 'ModelTimeout', message: 'too late' }, usage, durationMs: 5_000 };

  it('is left undecided, and nothing is written, where a model may be asked', async () => {
    const journal = received();
    expect(await routing(journal, unsure, true).run()).toMatchObject({ mode: 'unsure', tasks: [], first: '' });
    expect(journal.steps.filter((step) => !step.endsWith('.read'))).toEqual([]);
    expect(request(journal)).toMatchObject({ status: 'received' });
  });

  it('is decided at once where there is no model, and where a rule has escalated it', async () => {
    expect(await routing(received(), unsure).run()).toMatchObject({ mode: 'single' });
    const ruled = { ...unsure, mode: 'escalate' as const, decidedBy: 'rules' };
    const journal = received({ text: 'Draw up a three-year roadmap for the platform' });
    expect(await routing(journal, ruled, true).run()).toMatchObject({ mode: 'escalate' });
  });

  it('is settled by what came of asking, which is counted, audited and said', async () => {
    const journal = received();
    expect(await routing(journal, unsure, true).run(failure)).toMatchObject({
      mode: 'single',
      first: 'network-expert',
    });
    expect(request(journal)?.route).toMatchObject({
      decidedBy: 'classifier',
      usage,
      reasons: [...unsure.reasons, 'a model was asked and did not decide: ModelTimeout, too late'],
    });
    expect(journal.counts).toMatchObject([{ kind: 'route', add: { decisions: 1, durationMs: 5_007, ...usage } }]);
    expect(journal.auditEntries[0]?.output).toContain('"inputTokens":900');
  });
});
