import { ServiceError } from './errors.ts';

/** What a task token says: which attempt of which thread of which execution. The last part makes it unguessable. */
export interface TokenParts {
  readonly executionArn: string;
  readonly position: number;
  readonly attempt: number;
}

const PREFIX = 'AQC';

export function makeToken(parts: TokenParts, secret: string): string {
  const { executionArn, position, attempt } = parts;
  return PREFIX + Buffer.from(JSON.stringify([executionArn, position, attempt, secret])).toString('base64url');
}

/** @throws ServiceError InvalidToken when the text was never a token */
export function readToken(token: string): TokenParts {
  try {
    if (!token.startsWith(PREFIX)) throw new Error('no token');
    const parts: unknown = JSON.parse(Buffer.from(token.slice(PREFIX.length), 'base64url').toString());
    if (!Array.isArray(parts) || parts.length !== 4) throw new Error('no token');
    const [executionArn, position, attempt] = parts as [unknown, unknown, unknown];
    if (typeof executionArn !== 'string' || typeof position !== 'number' || typeof attempt !== 'number')
      throw new Error('no token');
    return { executionArn, position, attempt };
  } catch {
    throw new ServiceError('InvalidToken', "Invalid Token: 'Invalid token'");
  }
}
