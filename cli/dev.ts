import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, watch } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { EngineError } from '../local/engine/index.ts';
import { startRuntime } from '../local/runtime.ts';
import { type StatusChangeDelivery, statusChangeDeliveries } from '../local/services/status-change.ts';
import { assemblyFolder, ensureAssembly, root, sources } from './assembly.ts';
import { CliError } from './errors.ts';
import { describeModel, modelEnvironment } from './model-environment.ts';
import { defaultData, parsePort } from './options.ts';

interface DevOptions {
  readonly port: number;
  readonly data: string;
  readonly watch?: true;
  readonly statusChanges: StatusChangeDelivery;
}

export function addDevCommand(program: Command): void {
  program
    .command('dev')
    .description('serve the API on this machine, from the template that is deployed')
    .option('--port <port>', 'port to listen on, 0 for any', parsePort, 3000)
    .option('--data <folder>', 'where tables, executions and keys are kept', defaultData)
    .option('--watch', 'start again when a source file changes')
    .addOption(
      new Option('--status-changes <how-often>', 'how often the bus gets each status change of an execution')
        .choices(Object.keys(statusChangeDeliveries))
        .default('once'),
    )
    .action((options: DevOptions) => (options.watch ? watchSources(options) : serve(options)));
}

async function serve({ port, data, statusChanges }: DevOptions): Promise<void> {
  const environment = modelEnvironment(process.env);
  await ensureAssembly(() => console.error('Synthesizing the template (once, and after each change) …'));
  const folder = resolve(data);
  const log = join(folder, 'functions.log');
  mkdirSync(folder, { recursive: true });
  const runtime = await startRuntime({
    assembly: assemblyFolder,
    data: folder,
    port,
    environment,
    onLog: (_name, text) => appendFileSync(log, text),
    onNotification: ({ topicArn, subject = '(no subject)', message }) =>
      console.log(`Published to ${topicArn.split(':').at(-1)}: ${subject}\n  ${message}`),
    statusChanges,
  }).catch((error: unknown) => {
    throw explain(error, port);
  });
  console.log(`Baton answers at ${runtime.url}  (model: ${describeModel(environment)})`);
  console.log(`Data and keys: ${folder}   Functions' log: ${log}`);
  const elsewhere = data === defaultData ? '' : ` --data ${data}`;
  console.log(`A token:       npm run --silent baton -- token --tenant acme --user ada${elsewhere}`);
  const stop = () => void runtime.close().then(() => process.exit(0));
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

/** What a person can put right, in a line. */
function explain(error: unknown, port: number): unknown {
  if (error instanceof EngineError && error.name === 'JournalInUse') {
    return new CliError(`${error.message}: --data <folder> (and --port <port>)`);
  }
  if (error instanceof EngineError) return new CliError(error.message);
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  return taken ? new CliError(`port ${port} is taken: name another with --port, or 0 for any`) : error;
}

/** Runs the server in a process of its own and replaces it after each change. */
function watchSources({ port, data, statusChanges }: DevOptions): Promise<void> {
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  const options = ['--port', String(port), '--data', data, '--status-changes', statusChanges];
  const start = () => {
    child = spawn(process.execPath, [join(root, 'bin/baton.ts'), 'dev', ...options], { stdio: 'inherit' });
  };
  const restart = (file: string | null) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      console.error(`${file ?? 'A source'} has changed: starting again …`);
      child?.removeAllListeners('exit').once('exit', start).kill('SIGTERM');
      if (child?.exitCode !== null) start();
    }, 200);
  };
  for (const source of sources) watch(join(root, source), { recursive: true }, (_event, file) => restart(file));
  const stop = () => {
    child?.once('exit', () => process.exit(0)).kill('SIGTERM');
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  start();
  return new Promise(() => undefined);
}
