import type { Command } from 'commander';
import { messageOf } from '../lambdas/core/errors.ts';
import { type Json, MachineRefused } from '../local/engine/index.ts';
import { type Fake, type MachineRun, playback, readMocks, runMachine, unanswerable } from '../local/testing/index.ts';
import { type Visit, visitsOf } from '../local/testing/visits.ts';
import { CliError } from './errors.ts';
import { readText, whyUnread } from './read-text.ts';
import { duration } from './story.ts';
import { columns, indented } from './text.ts';

interface RunOptions {
  readonly definition: string;
  readonly input?: string;
  readonly mocks?: string;
  readonly json?: true;
}

const help = `
Time is virtual: a day of waiting takes none. Nothing is called; tasks are answered from --mocks, a JSON array in order:

  [{"state": "Charge card", "output": {"paid": true}}, {"state": "Ship", "error": "Lambda.Unknown", "cause": "lost"}]

With "input", an answer is for the call with that input. Exit code 0 when the execution succeeds, otherwise 1.`;

export function addAslRunCommand(asl: Command): void {
  asl
    .command('run')
    .description('run one machine on the local engine, on a virtual clock, and show its path')
    .requiredOption('--definition <file>', 'the machine, in Amazon States Language')
    .option('--input <file>', 'its input, JSON; - reads it from the terminal or a pipe (default: {})')
    .option('--mocks <file>', 'what its tasks answer, a JSON array')
    .option('--json', 'print one JSON document: {status, output | error, cause, seconds, path, states}')
    .addHelpText('after', help)
    .action(async (options: RunOptions) => {
      const run = await runMachine({
        definition: read('definition', options.definition) as object,
        ...(options.input !== undefined && { input: read('input', options.input) as Json }),
        fakes: { 'arn:*': options.mocks === undefined ? unanswered : mocksFrom(options.mocks) },
      }).catch((error: unknown) => {
        const lines = error instanceof MachineRefused ? ['cannot be loaded', ...error.problems] : [whyUnread(error)];
        throw new CliError(`${options.definition}: ${lines.join('\n  ')}`);
      });
      console.log(options.json ? JSON.stringify(document(run)) : story(run));
      if (run.status !== 'SUCCEEDED') process.exitCode = 1;
    });
}

const unanswered: Fake = (_, { stateName, resource }) => {
  throw unanswerable(`the state ${stateName} calls ${resource}: say with --mocks <file> what it answers`);
};

function mocksFrom(file: string): Fake {
  try {
    return playback(readMocks(read('mocks', file)));
  } catch (error) {
    throw error instanceof CliError ? error : new CliError(`${file}: ${messageOf(error)}`);
  }
}

/** @throws CliError when the file is missing, or holds no JSON, or JSON that is nested too deeply */
function read(what: string, file: string): unknown {
  try {
    const value: unknown = JSON.parse(readText(file));
    // What cannot be written again, for it is nested too deeply, cannot be run either.
    JSON.stringify(value);
    return value;
  } catch (error) {
    throw new CliError(`the ${what} ${file} cannot be read: ${whyUnread(error)}`);
  }
}

function document(run: MachineRun) {
  const { status, output, error, cause, seconds, path, history } = run;
  const began = history[0]?.timestamp ?? 0;
  const states = visitsOf(history).map(({ enteredAt, endedAt, ...visit }) => ({
    ...visit,
    from: (enteredAt - began) / 1000,
    ...(endedAt !== undefined && { to: (endedAt - began) / 1000 }),
  }));
  return { status, output, error, cause, seconds, path, states };
}

function story({ status, output, error, cause, seconds, history }: MachineRun): string {
  const began = history[0]?.timestamp ?? 0;
  const rows = visitsOf(history).map((visit) => [
    duration(visit.enteredAt - began).padStart(8),
    [...visit.within, visit.state].join(' › '),
    visit.type,
    outcomeOf(visit),
  ]);
  const why = [error, cause].filter((it) => it !== undefined);
  return [
    columns(rows),
    '',
    `${status} after ${duration(seconds * 1000)}${status === 'RUNNING' ? ': nothing is left to happen, it waits for what never comes' : ''}`,
    ...(output === undefined ? [] : [indented(JSON.stringify(output, null, 2), '  ')]),
    ...why.map((it) => indented(it, '  ')),
  ].join('\n');
}

function outcomeOf({ outcome, error, attempts, enteredAt, endedAt }: Visit): string {
  const words = outcome === 'open' ? 'waits' : outcome;
  const name = error !== undefined && outcome !== 'succeeded' ? ` ${error}` : '';
  const took = endedAt === undefined || endedAt === enteredAt ? '' : ` after ${duration(endedAt - enteredAt)}`;
  return `${words}${name}${took}${attempts > 1 ? `, attempt ${attempts}` : ''}`;
}
