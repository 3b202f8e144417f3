import { BatonError } from '../errors.ts';
import type { RequestReader } from '../request/ports.ts';
import type { RequestRecord } from '../request/request.ts';
import { isStopping, type StoppingStatus } from '../request/status.ts';
import type { RollbackInput } from './rollback.ts';

/**
 * The request that is being undone, for every step of its rollback to begin with.
 *
 * @throws RequestUnknown when the journal does not have it
 * @throws RequestClosed when it is not being undone, or not in this epoch
 */
export async function requireStopping(
  { requests }: { readonly requests: RequestReader },
  call: RollbackInput,
): Promise<RequestRecord & { readonly status: StoppingStatus }> {
  const request = await requests.read(call);
  if (request === undefined) throw new BatonError('RequestUnknown', `request ${call.requestId} is not in the journal`);
  const { status } = request;
  if (isStopping(status) && request.epoch === call.epoch) return { ...request, status };
  throw new BatonError(
    'RequestClosed',
    `request ${call.requestId} is ${request.status} in epoch ${request.epoch}: it is not undone in epoch ${call.epoch}`,
  );
}
