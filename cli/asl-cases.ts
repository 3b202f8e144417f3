import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readCase, type RecordedCase } from '../local/testing/index.ts';
import { CliError } from './errors.ts';
import { readText, whyUnread } from './read-text.ts';

/** A case, or why there is none. */
export type ReadCase = RecordedCase | Unreadable;

export interface Unreadable {
  readonly name: string;
  readonly fault: string;
}

/**
 * The recorded cases of files and folders, in the order of the paths and of the files' names.
 *
 * @throws CliError when a path is missing, or a folder holds no `.json`
 */
export function readCases(paths: readonly string[]): ReadCase[] {
  return paths.flatMap(filesOf).flatMap(casesIn);
}

function filesOf(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
  } catch (error) {
    throw new CliError(`${path} cannot be read: ${whyUnread(error)}`);
  }
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((it) => it.endsWith('.json'));
  if (files.length === 0) throw new CliError(`${path} holds no recorded case: a case is a file ending in .json`);
  return files.sort().map((it) => join(path, it));
}

/** A file is one case, an array of them, or one in each line. */
function casesIn(file: string): ReadCase[] {
  let values: unknown[];
  try {
    values = valuesIn(readText(file));
  } catch (error) {
    return [{ name: file, fault: `${file} cannot be read: ${whyUnread(error)}` }];
  }
  if (values.length === 0) return [{ name: file, fault: `${file} holds no case` }];
  return values.map((value, index) => {
    const place = values.length === 1 ? file : `${file}, case ${index + 1}`;
    try {
      // What cannot be written again, for it is nested too deeply, cannot be run either.
      JSON.stringify(value);
      return readCase(value, basename(place, '.json'));
    } catch (error) {
      return { name: place, fault: `${place}: ${whyUnread(error)}` };
    }
  });
}

function valuesIn(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [value];
  } catch (error) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (lines.length < 2 || !isJson(lines[0] ?? '')) throw error;
    return lines.map((line) => JSON.parse(line) as unknown);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
