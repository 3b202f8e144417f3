import type { Command } from 'commander';
import { messageOf } from '../lambdas/core/errors.ts';
import { MachineRefused } from '../local/engine/index.ts';
import { checkRecorded, type MachineRun, type RecordedEnd } from '../local/testing/index.ts';
import { type ReadCase, readCases } from './asl-cases.ts';
import { indented, printable, shortened } from './text.ts';

const help = `
A case is a JSON file, one of an array in it, or one of its lines:

  {"name", "definition", "input", "expected": {"status", "output" | "error", "cause"},
   "mocks": [{"state", "event", "input", "output" | "error", "cause"}], "masks": [...]}

Time is virtual: waits and retries take none. A case passes when status and output, or status and error, are as expected;
a string named in masks, and <...> within one, stand for anything. Causes are compared and counted apart. A task takes the
first unused mock of its state with an equal input, else the first unused one; an event ending in Succeeded, or none, gives
its output, any other its error. A machine that waits for what never comes is RUNNING.`;

/** How a case came out. */
interface Judged {
  readonly name: string;
  readonly passed: boolean;
  /** undefined where no cause was recorded. */
  readonly causeMatches?: boolean | undefined;
  readonly expected: Partial<RecordedEnd>;
  readonly actual: RecordedEnd;
}

export function addAslTestCommand(asl: Command): void {
  asl
    .command('test')
    .description('run recorded executions on the local engine, and compare how they end')
    .argument('<paths...>', 'files of recorded cases, or folders of them')
    .option('--json', 'print one JSON document: {total, passed, causesMatched, failed: [{name, expected, actual}]}')
    .addHelpText('after', help)
    .action(async (paths: string[], { json }: { json?: true }) => {
      const judged: Judged[] = [];
      for (const it of readCases(paths)) judged.push(await judge(it));
      console.log(json ? JSON.stringify(summary(judged)) : report(judged));
      if (judged.some(({ passed }) => !passed)) process.exitCode = 1;
    });
}

async function judge(recorded: ReadCase): Promise<Judged> {
  const { name } = recorded;
  if ('fault' in recorded) {
    return { name, passed: false, expected: {}, actual: { status: 'UNREADABLE', cause: recorded.fault } };
  }
  const expected = endOf(recorded.expected);
  try {
    const { passed, causeMatches, run } = await checkRecorded(recorded);
    return { name, passed, causeMatches, expected, actual: endOf(run) };
  } catch (error) {
    return { name, passed: false, expected, actual: { status: 'REFUSED', ...refusal(error) } };
  }
}

function refusal(error: unknown): { error: string; cause: string } {
  if (error instanceof MachineRefused) return { error: error.name, cause: error.problems.join('; ') };
  return { error: error instanceof Error ? error.name : 'Error', cause: messageOf(error) };
}

function endOf({ status, output, error, cause }: RecordedEnd | MachineRun): RecordedEnd {
  return {
    status,
    ...(output !== undefined && { output }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  };
}

function summary(judged: readonly Judged[]) {
  const failed = judged.filter(({ passed }) => !passed);
  return {
    total: judged.length,
    passed: judged.length - failed.length,
    causesMatched: judged.filter(({ causeMatches }) => causeMatches).length,
    failed: failed.map(({ name, expected, actual }) => ({ name, expected, actual })),
  };
}

function report(judged: readonly Judged[]): string {
  const { total, passed, causesMatched } = summary(judged);
  const causes = judged.filter(({ causeMatches }) => causeMatches !== undefined).length;
  return [
    ...judged.flatMap(linesOf),
    `${passed} of ${total} passed; ${causesMatched} of ${causes} causes are as recorded`,
  ].join('\n');
}

function linesOf({ name, passed, causeMatches, expected, actual }: Judged): string[] {
  const only = passed && causeMatches === false;
  const head = `${passed ? '✔' : '✖'} ${printable(name)}${only ? ', for another cause' : ''}`;
  if (passed && !only) return [head];
  return [head, indented(`expected  ${words(expected)}`, '    '), indented(`actual    ${words(actual)}`, '    ')];
}

function words({ status, output, error, cause }: Partial<RecordedEnd>): string {
  if (status === undefined) return 'a case';
  const told = output === undefined ? [error, cause].filter((it) => it) : [JSON.stringify(output)];
  return [status, ...told.map((it) => shortened(String(it), 400))].join(' ');
}
