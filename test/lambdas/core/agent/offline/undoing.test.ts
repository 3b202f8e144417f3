import { offlineProvider } from '../../../../../lambdas/core/agent/offline/provider.ts';
import { aCall } from '../../../../support/provider-calls.ts';

it('says of what was only prepared that there is nothing to undo, and how a person would', async () => {
  const call = aCall({ instruction: 'Remove the rule that refuses telnet' });
  const { body } = await offlineProvider.run({ ...call, context: { ...call.context, undoing: true } });
  expect(body).toMatchObject({ status: 'skipped', nextSteps: [], facts: { changed: false } });
  expect(body.outcome).toMatch(
    /^Nothing had been changed, so nothing is left to undo\. For a person who carried it out: “.+”\.$/,
  );
  expect(body.deliverables).toHaveLength(1);
});
