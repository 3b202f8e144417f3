import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Command } from 'commander';
import {
  createEngine,
  dynamoDbIntegrations,
  eventsIntegrations,
  lambdaIntegrations,
  MachineRefused,
  snsIntegrations,
} from '../local/engine/index.ts';
import { lintMachine } from '../state-machines/lint/lint-machine.ts';
import type { Problem } from '../state-machines/lint/problem.ts';
import { root } from './assembly.ts';
import { CliError } from './errors.ts';
import { readText, whyUnread } from './read-text.ts';

export function addAslCheckCommand(asl: Command): void {
  asl
    .command('check')
    .description('check machines: their form, their rules, and whether the local engine runs them')
    .argument('[files...]', 'machines; all of the repository when none is named')
    .action((named: string[]) => {
      const files = named.length > 0 ? named : machinesIn(join(root, 'state-machines'));
      const problems = files.flatMap(problemsOf);
      if (problems.length > 0) throw new CliError(['machines have problems:', ...problems].join('\n  '));
      console.log(`${files.length} machine${files.length === 1 ? '' : 's'} checked`);
    });
}

function machinesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.asl.json'))
    .map((name) => join(folder, name));
}

/** A line for each problem: file, state, field, what is wrong, what to do, and the rule that says so. */
function problemsOf(file: string): string[] {
  const path = relative(root, file);
  const shown = path.startsWith('..') ? file : path;
  try {
    return checkMachine(readText(file)).map(({ state, rule, message }) =>
      [shown, ...(state === undefined ? [] : [`state ${state}`]), `${message} [${rule}]`].join(': '),
    );
  } catch (error) {
    return [`${shown}: ${whyUnread(error)}`];
  }
}

/**
 * Everything wrong with a machine, in the order of its states: what the engine's loader refuses, and what the lint finds
 * besides. Each fault is told once: of a state that the loader refuses, the schema's opinion is not heard.
 *
 * @param text a definition in Amazon States Language, with or without its placeholders filled
 * @throws SyntaxError when it is no JSON
 */
export function checkMachine(text: string): Problem[] {
  const names = stateNamesIn(JSON.parse(text));
  const refused = withoutEchoes(refusalsOf(text).map((problem) => told(problem, names)));
  const linted = lintMachine(text).filter(
    ({ rule, state }) => rule !== 'form' || refused.every((it) => it.state !== state),
  );
  const place = ({ state }: Problem): number => (state === undefined ? -1 : names.indexOf(state));
  return [...refused, ...linted].toSorted((a, b) => place(a) - place(b));
}

/** What the local runtime can call; nothing is called here. */
const nothing = () => Promise.reject(new Error('nothing is called to check a machine'));
const integrations = {
  ...lambdaIntegrations(nothing),
  ...dynamoDbIntegrations(nothing),
  ...eventsIntegrations(nothing),
  ...snsIntegrations(nothing),
};

const placeholderArn = 'arn:aws:lambda:us-east-1:000000000000:function:placeholder';

function refusalsOf(text: string): readonly string[] {
  const definition: unknown = JSON.parse(filled(text));
  const engine = createEngine({ integrations, region: 'us-east-1', accountId: '000000000000' });
  try {
    // The lint says once what the loader would say of each state.
    const machine = { ...(definition as object), QueryLanguage: 'JSONata' };
    engine.loadMachine({ name: 'checked', arn: 'arn:check', definition: machine });
    return [];
  } catch (error) {
    if (error instanceof MachineRefused) return error.problems;
    throw error;
  }
}

/** A definition with its placeholders filled: in a JSON text by an ARN, in an expression by a name, which may stand anywhere there. */
function filled(definition: string): string {
  return definition.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"/g, (text) => {
    const isExpression = text.startsWith('"{%') && text.endsWith('%}"');
    return text.replaceAll(/\$\{\w+\}/g, isExpression ? 'placeholder' : placeholderArn);
  });
}

/** A sentence of the loader's, taken apart: `state Run agent: Output/x: …`. */
function told(problem: string, names: readonly string[]): Problem {
  const own = names.filter((it) => problem.startsWith(`state ${it}: `) || problem.startsWith(`state ${it} `));
  const state = own.toSorted((a, b) => b.length - a.length)[0];
  if (state === undefined) return { rule: 'engine', message: problem };
  return { state, rule: 'engine', message: problem.slice(`state ${state}`.length).replace(/^: | /, '') };
}

/** A rule of a Choice in JSONPath is one fault, although every field of it is wrong. */
function withoutEchoes(problems: readonly Problem[]): Problem[] {
  const places = new Set(
    problems.flatMap(({ state, message }) => {
      const place = /^(Choices\[\d+\]): .* belongs to JSONPath/.exec(message)?.[1];
      return place === undefined ? [] : [`${state} ${place}`];
    }),
  );
  return problems.filter(({ state, message }) => {
    const place = /^Choices\[\d+\]/.exec(message)?.[0] ?? '';
    return message.includes('belongs to JSONPath') || !places.has(`${state} ${place}`);
  });
}

/** The names of all states, in the order of the definition. */
function stateNamesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, it]: [string, unknown]) => {
    if (key !== 'States' || typeof it !== 'object' || it === null) return stateNamesIn(it);
    return Object.entries(it).flatMap(([name, state]) => [name, ...stateNamesIn(state)]);
  });
}
