import { BatonError } from '../core/errors.ts';
import type { Caller } from '../core/request/request.ts';

export type Claims = Readonly<Record<string, unknown>>;

/**
 * Who calls, from the claims of the verified token and nothing else. A token without the tenant claim belongs to its
 * subject's own tenant.
 *
 * @throws TokenNotAccepted for an access token
 * @throws InvalidRequest when the token names no subject, or names one or a tenant that cannot be kept
 */
export function callerOf(claims: Claims, tenantClaim: string): Caller {
  // Cognito's access tokens carry no attributes: their tenant would be another than that of the same user's ID token.
  if (claims['token_use'] === 'access') {
    throw new BatonError('TokenNotAccepted', 'this is an access token: send the ID token, which names your tenant');
  }
  const userId = nameIn(claims, 'sub');
  if (userId === undefined) throw new BatonError('InvalidRequest', 'the token has no subject (claim "sub")');
  const tenantId = nameIn(claims, tenantClaim);
  if (tenantId?.startsWith(ownTenant)) {
    throw new BatonError(
      'InvalidRequest',
      `the token's claim "${tenantClaim}" begins with "${ownTenant}", which is reserved`,
    );
  }
  return { userId, tenantId: tenantId ?? `${ownTenant}${userId}` };
}

/** What the tenant of a user who has no other begins with. No claim may: nobody's subject is another's tenant. */
const ownTenant = 'sub:';

/** Longest name, in bytes once it is percent-encoded: it is part of table keys, which have 2,048. */
const nameLimit = 512;

function nameIn(claims: Claims, claim: string): string | undefined {
  const value = claims[claim];
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string' && value.isWellFormed() && encodeURIComponent(value).length <= nameLimit) return value;
  throw new BatonError('InvalidRequest', `the token's claim "${claim}" is no name of at most ${nameLimit} bytes`);
}
