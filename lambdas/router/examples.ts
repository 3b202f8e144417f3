import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { messageOf } from '../core/errors.ts';
import type { LabelledRequest } from '../core/routing/evaluation.ts';
import type { Sequence, Shown } from './held-out.ts';
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

/** What one file holds. */
export interface ReadFile {
  readonly name: string;
  readonly label: string;
  readonly sentences: readonly Example[];
  readonly terms: readonly Example[];
}

/** A file of another form, and what is wrong with it. */
export interface UnreadFile {
  readonly name: string;
  readonly faults: readonly string[];
}

export type TrainingFile = ReadFile | UnreadFile;

export const isRead = (file: TrainingFile): file is ReadFile => !('faults' in file);

/** Every `.yaml` of a folder and of those in it, by name; never fails for what stands in one. */
export function readTrainingFiles(folder: string): TrainingFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml') && file !== sequencesFile)
    .sort()
    .map((name) => readTrainingFile(name, readFileSync(join(folder, name), 'utf8')));
}

function readTrainingFile(name: string, text: string): TrainingFile {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    return { name, faults: [`is not YAML: ${messageOf(error).split('\n')[0] ?? ''}`] };
  }
  const parsed = fileSchema.safeParse(document);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.join('.')}: ${message}`,
    );
    return { name, faults };
  }
  const { label, examples = '', kinds = {}, terms } = parsed.data;
  const sentences = [examples, ...Object.values(kinds)].flatMap((block) => block.split('\n'));
  const example = (said: string, weight: number): Example[] =>
    said.trim() === '' ? [] : [{ text: said.trim(), label, weight }];
  return {
    name,
    label,
    sentences: sentences.flatMap((line) => example(line, 1)),
    terms: terms.split(',').flatMap((term) => example(term, termWeight)),
  };
}

/** Requests that are several pieces of work, and some that only look so; beside the files of the labels. */
const sequencesFile = 'sequences.yaml';

const sequencesSchema = z.array(z.strictObject({ text: z.string().min(1), steps: z.array(z.string()).min(1) }));

/** @throws Error naming what is wrong with the file */
function readSequences(folder: string): Sequence[] {
  const file = join(folder, sequencesFile);
  if (!existsSync(file)) return [];
  const parsed = sequencesSchema.safeParse(parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new Error(
    `${sequencesFile} ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`,
  );
}

/**
 * All that a folder has: sentences, apart from them the terms, for only sentences are fit to measure with, and sequences.
 * @throws Error naming the file that has another form
 */
export function readExamples(folder: string): Shown {
  const files = readTrainingFiles(folder).map((file) => {
    if (!isRead(file)) throw new Error(`${file.name} ${file.faults.join('; ')}`);
    return file;
  });
  return {
    sentences: files.flatMap((file) => file.sentences),
    terms: files.flatMap((file) => file.terms),
    sequences: readSequences(folder),
  };
}

/** What is learned of feedback stands apart from what was written for training, one file a label. */
const learnedFolder = 'learned';

/** Adds labelled requests to a folder, as sentences of their label or as sequences. */
export function addExamples(folder: string, requests: readonly LabelledRequest[]): void {
  const single = requests.filter(({ steps }) => steps.length < 2);
  for (const [label, own] of Map.groupBy(single, (request) => request.label)) {
    const file = join(folder, learnedFolder, `${label}.yaml`);
    mkdirSync(join(folder, learnedFolder), { recursive: true });
    if (!existsSync(file)) writeFileSync(file, `# Learned from feedback.\nlabel: ${label}\nexamples: |\n`);
    appendFileSync(file, own.map(({ text }) => `  ${inOneLine(text)}\n`).join(''));
  }
  const lines = requests
    .filter(({ steps }) => steps.length > 1)
    .map(({ text, steps }) => `- text: ${JSON.stringify(text)}\n  steps: [${steps.join(', ')}]\n`);
  if (lines.length > 0) appendFileSync(join(folder, sequencesFile), lines.join(''));
}

export const inOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
