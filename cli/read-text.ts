import { readFileSync } from 'node:fs';
import { messageOf } from '../lambdas/core/errors.ts';

/** A file's text, without the byte order mark that some editors begin it with; `-` is standard input. */
export function readText(file: string): string {
  return readFileSync(file === '-' ? 0 : file, 'utf8').replace(/^\uFEFF/, '');
}

/** Why something could not be read, for a person. */
export function whyUnread(error: unknown): string {
  if (error instanceof RangeError) return 'it is nested too deeply';
  const { code } = error as { code?: unknown };
  if (code === 'ENOTDIR') return 'a part of its path is a file, not a folder';
  if (code === 'EISDIR') return 'it is a folder, not a file';
  return messageOf(error);
}
