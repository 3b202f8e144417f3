import { ServiceError } from './errors.ts';
import { parseJson } from './json.ts';
import type { Page, PageRequest } from './types.ts';

const DEFAULT_SIZE = 100;
const LARGEST_SIZE = 1_000;

/** A list that is read page by page. */
export interface Listing<Item, Key extends string | number> {
  /** What is listed, and how: a token of another listing is no token of this one. */
  readonly of: readonly (string | boolean | undefined)[];
  /** So many items at most, behind the one of that key. */
  readonly read: (after: Key | undefined, limit: number) => readonly Item[];
  readonly keyOf: (item: Item) => Key;
}

/**
 * One page. Its token names the last item, so that what comes or goes in between neither repeats nor hides another.
 * @throws ServiceError InvalidToken
 */
export function pageOf<Item, Key extends string | number>(
  { maxResults, nextToken }: PageRequest,
  { of, read, keyOf }: Listing<Item, Key>,
): Page<Item> {
  const scope = JSON.stringify(of);
  const size = Math.min(maxResults || DEFAULT_SIZE, LARGEST_SIZE);
  const items = read(nextToken === undefined ? undefined : (keyIn(nextToken, scope) as Key), size + 1);
  const page = items.slice(0, size);
  const last = page.at(-1);
  if (last === undefined || items.length <= size) return { items: page };
  return { items: page, nextToken: Buffer.from(JSON.stringify([scope, keyOf(last)])).toString('base64url') };
}

function keyIn(token: string, scope: string): unknown {
  const parts = parseJson(Buffer.from(token, 'base64url').toString());
  if (!Array.isArray(parts) || parts.length !== 2 || parts[0] !== scope)
    throw new ServiceError('InvalidToken', `Invalid Token: '${token}'`);
  return parts[1];
}
