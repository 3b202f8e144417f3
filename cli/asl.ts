import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Command } from 'commander';
import { messageOf } from '../lambdas/core/errors.ts';
import { createEngine, type Integrations } from '../local/engine/index.ts';
import { lintMachine } from '../state-machines/lint.ts';
import { root } from './assembly.ts';
import { CliError } from './errors.ts';

/** Resources that a deployment can call; the local engine refuses a machine that names another. */
const integrations: Integrations = Object.fromEntries(
  ['lambda:invoke', 'dynamodb:*', 'aws-sdk:dynamodb:*', 'events:putEvents'].map((name) => [
    `arn:aws:states:::${name}`,
    () => null,
  ]),
);

export function addAslCommand(program: Command): void {
  const asl = program.command('asl').description('work on state machines');
  asl
    .command('check')
    .description('check machines: their form, their rules, and whether the local engine runs them')
    .argument('[files...]', 'machines; all of the repository when none is named')
    .action((named: string[]) => {
      const files = named.length > 0 ? named : machinesIn(join(root, 'state-machines'));
      const problems = files.flatMap((file) =>
        problemsOf(file).map((problem) => `${relative(root, file)}: ${problem}`),
      );
      if (problems.length > 0) throw new CliError(['machines have problems:', ...problems].join('\n  '));
      console.log(`${files.length} machine${files.length === 1 ? '' : 's'} checked`);
    });
}

function machinesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.asl.json'))
    .map((name) => join(folder, name));
}

function problemsOf(file: string): string[] {
  try {
    const text = readFileSync(file, 'utf8');
    const problems = lintMachine(text);
    const definition = text.replaceAll(/\$\{\w+\}/g, 'arn:aws:lambda:us-east-1:000000000000:function:placeholder');
    const engine = createEngine({ integrations, region: 'us-east-1', accountId: '000000000000' });
    engine.loadMachine({ name: relative(root, file), arn: 'arn:check', definition });
    return problems;
  } catch (error) {
    return [messageOf(error)];
  }
}
