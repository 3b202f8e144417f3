import { BatonError, messageOf } from '../core/errors.ts';
import { type EffectLedger, noLedger } from '../core/task/effects.ts';

/** How long the ledger may take to answer, milliseconds. */
const patience = 5_000;

/** The ledger at this address, which is sent each effect as JSON; none where no address is given. */
export function ledgerAt(url: string | undefined): EffectLedger {
  if (url === undefined) return noLedger;
  return {
    async tell(effect) {
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': effect.key },
          body: JSON.stringify(effect),
          signal: AbortSignal.timeout(patience),
        });
        await response.body?.cancel();
        if (!response.ok) throw new Error(`it answered ${response.status}`);
      } catch (cause) {
        const message = `the ledger of effects cannot be told of ${effect.key}: ${messageOf(cause)}`;
        throw new BatonError('StoreUnavailable', message, { cause });
      }
    },
  };
}
