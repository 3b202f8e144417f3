import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import type { Example } from './learn.ts';

/**
 * One file of training data: requests, one a line, either as one list or by kind; `terms` are the words of the field, which count
 * as short examples of little weight.
 */
const fileSchema = z.strictObject({
  label: z.string().min(1),
  examples: z.string().optional(),
  kinds: z.record(z.string(), z.string()).optional(),
  terms: z.string().default(''),
});

export const termWeight = 0.35;

/** Sentences of all files of a folder, and apart from them the terms: only sentences are fit to measure with. */
export function readExamples(folder: string): { sentences: Example[]; terms: Example[] } {
  const sentences: Example[] = [];
  const terms: Example[] = [];
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()) {
    const file = fileSchema.parse(parse(readFileSync(join(folder, name), 'utf8')));
    for (const block of [file.examples ?? '', ...Object.values(file.kinds ?? {})]) {
      for (const line of block.split('\n')) {
        if (line.trim() !== '') sentences.push({ text: line.trim(), label: file.label, weight: 1 });
      }
    }
    for (const term of file.terms.split(',')) {
      if (term.trim() !== '') terms.push({ text: term.trim(), label: file.label, weight: termWeight });
    }
  }
  return { sentences, terms };
}
