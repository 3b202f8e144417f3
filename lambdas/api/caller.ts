import { BatonError } from '../core/errors.ts';
import type { Caller } from '../core/request/request.ts';

export type Claims = Readonly<Record<string, unknown>>;

/**
 * Who calls, from the claims of the verified token and nothing else. A token without the tenant claim belongs to its
 * subject's own tenant.
 *
 * @throws InvalidRequest when the token names no subject
 */
export function callerOf(claims: Claims, tenantClaim: string): Caller {
  const userId = text(claims['sub']);
  if (userId === undefined) throw new BatonError('InvalidRequest', 'the token has no subject (claim "sub")');
  // Apart from tenants that a claim names, so that nobody's subject can be another's tenant.
  return { userId, tenantId: text(claims[tenantClaim]) ?? `sub:${userId}` };
}

function text(claim: unknown): string | undefined {
  return typeof claim === 'string' && claim !== '' && claim.length <= 256 ? claim : undefined;
}
