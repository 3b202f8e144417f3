import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { allowPlainHttp, emulatorAccount, emulatorEnvironment, type Emulator } from './aws.ts';

const root = resolve(import.meta.dirname, '../..');

/** What the stacks say about themselves when they are deployed. */
const outputsSchema = z.object({
  'baton-test-orchestration': z.object({
    ApiUrl: z.url(),
    UserPoolId: z.string(),
    UserPoolClientId: z.string(),
    CoordinateRequestMachineArn: z.string(),
  }),
});
export type Outputs = z.infer<typeof outputsSchema>['baton-test-orchestration'];

/** The real `cdk` command on an emulator. What it prints goes to a log; the end of it is shown when it fails. */
export class Cdk {
  readonly #emulator: Emulator;
  readonly #folder: string;
  #running: ChildProcess | undefined;

  constructor(emulator: Emulator, folder: string) {
    this.#emulator = emulator;
    this.#folder = folder;
  }

  async bootstrap(): Promise<void> {
    await this.#run('bootstrap', `aws://${emulatorAccount}/${this.#emulator.region}`, ...this.#app());
    if (this.#emulator.endpoint.startsWith('http:')) await allowPlainHttp(this.#emulator);
  }

  async deploy(): Promise<Outputs> {
    const file = join(this.#folder, 'outputs.json');
    await this.#run('deploy', '--all', '--require-approval', 'never', '--outputs-file', file, ...this.#app());
    return outputsSchema.parse(JSON.parse(readFileSync(file, 'utf8')))['baton-test-orchestration'];
  }

  async destroy(): Promise<void> {
    await this.#run('destroy', '--all', '--force', ...this.#app());
  }

  /** Ends the command that is running, if one is. */
  stop(): void {
    this.#running?.kill();
  }

  #app(): string[] {
    return ['--output', join(this.#folder, 'cdk.out'), '-c', 'stage=test', '-c', 'modelProvider=offline'];
  }

  #run(...args: string[]): Promise<void> {
    const { promise, resolve: succeed, reject } = Promise.withResolvers<void>();
    const child = spawn(process.execPath, [join(root, 'node_modules/aws-cdk/bin/cdk'), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...emulatorEnvironment(),
        AWS_REGION: this.#emulator.region,
        AWS_ENDPOINT_URL: this.#emulator.endpoint,
        CDK_DISABLE_CLI_TELEMETRY: 'true',
      },
    });
    this.#running = child;
    let printed = '';
    const keep = (chunk: Buffer) => {
      printed += chunk.toString();
      appendFileSync(join(this.#folder, 'cdk.log'), chunk);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => {
      this.#running = undefined;
      if (code === 0) succeed();
      else reject(new Error(`cdk ${args[0]} ended with ${code}:\n${printed.split('\n').slice(-30).join('\n')}`));
    });
    return promise;
  }
}
