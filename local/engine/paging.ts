import { ServiceError } from './errors.ts';
import type { Page, PageRequest } from './types.ts';

const DEFAULT_SIZE = 100;
const LARGEST_SIZE = 1_000;

/** One page of a list that is read by offset; the next token is the offset, spelled so that nobody counts on it. */
export function pageOf<T>(request: PageRequest, read: (offset: number, limit: number) => T[]): Page<T> {
  const size = Math.min(request.maxResults || DEFAULT_SIZE, LARGEST_SIZE);
  const offset = request.nextToken === undefined ? 0 : offsetOf(request.nextToken);
  const items = read(offset, size + 1);
  if (items.length <= size) return { items };
  return { items: items.slice(0, size), nextToken: Buffer.from(`page:${offset + size}`).toString('base64url') };
}

function offsetOf(token: string): number {
  const [, offset] = /^page:(\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (offset === undefined) throw new ServiceError('InvalidToken', `Invalid Token: '${token}'`);
  return Number(offset);
}
