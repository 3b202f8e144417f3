import type { Command } from 'commander';
import { isWork } from '../lambdas/core/task/task.ts';
import { type Runtime, startRuntime } from '../local/runtime.ts';
import type { Fault } from '../lambdas/core/task/faults.ts';
import { ApiClient, type RequestView } from './api-client.ts';
import { assemblyFolder, ensureAssembly } from './assembly.ts';
import { injectOption } from './inject.ts';
import { describeModel, modelEnvironment } from './model-environment.ts';
import { type PlayedWorkflows, playWorkflows } from './demo-workflows.ts';
import { Follower } from './progress.ts';
import { firstLines, indented, printable } from './text.ts';

interface Scene {
  readonly about: string;
  readonly text: string;
  /** What the user says when asked back. */
  readonly answer?: string;
}

const scenes: readonly Scene[] = [
  {
    about: 'One expert: compute',
    text: 'We need a small Alpine container for the wiki: 2 cores, 1 GB of memory, 8 GB disk',
  },
  {
    about: 'One expert: network',
    text: 'Open TCP 8443 from the office VLAN 20 to the build server 10.0.30.14',
  },
  {
    about: 'One expert: storage',
    text: 'Snapshot tank/projects every night at 01:30 and keep 14 of them',
  },
  {
    about: 'Several experts in a row',
    text: 'Create a VM for the mail archive and then add it to the nightly backup',
  },
  {
    about: 'Too much for a chain: the architect plans it first',
    text: 'Lock down the firewall between all VLANs, encrypt the backups and watch both throughout',
  },
  {
    about: 'A question',
    text: 'How full is the root disk of the mail server right now?',
  },
  {
    about: 'An ambiguous request: asked back, answered, done',
    text: 'It has to be fixed before Monday',
    answer: 'Rotate the API token that the backup job uses',
  },
];

/** One request of the demo, as `--json` prints it. */
interface Played {
  readonly text: string;
  /** What the router decided first. */
  readonly mode: string;
  /** Who worked on it, in order. */
  readonly agents: readonly string[];
  readonly status: string;
  readonly reply: string;
  readonly durationMs: number;
  /** The name of what it failed with; not printed. */
  readonly error: string | undefined;
}

export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description('run a handful of requests on this machine and show what becomes of them')
    .addOption(injectOption('what is to go wrong the second time that the workflow is played'))
    .option('--json', 'print one JSON document')
    .action(async ({ json, inject }: { json?: true; inject?: readonly Fault[] }) => {
      const say = json ? () => undefined : (line: string) => console.log(line);
      await ensureAssembly(() => say('Synthesizing the template (once, and after each change) …'));
      const environment = modelEnvironment(process.env);
      const runtime = await startRuntime({ assembly: assemblyFolder, environment });
      try {
        say(introduction(runtime, environment));
        const client = new ApiClient(runtime.url, await runtime.issuer.token({ tenant: 'demo', user: 'ada' }));
        const played: Played[] = [];
        for (const scene of scenes) {
          const request = await play(client, scene, say, json !== true);
          played.push(request);
          // The model that failed one will fail the next.
          if (request.error?.startsWith('Model') === true) break;
        }
        const offline = environment['MODEL_PROVIDER'] === 'offline';
        // Time boxes of seconds and forty tasks: that is no way to treat a model.
        const workflows = offline ? await playWorkflows(runtime, client, say, json !== true, inject) : undefined;
        say(conclusion(played, workflows));
        if (json) {
          const requests = played.map(({ error: _error, ...shown }) => shown);
          console.log(JSON.stringify({ requests, ...workflows }));
        }
        if (!wentAsTold(played, workflows, inject !== undefined)) process.exitCode = 1;
      } finally {
        await runtime.close();
      }
    });
}

async function play(client: ApiClient, scene: Scene, say: (line: string) => void, drawn: boolean): Promise<Played> {
  say(`\n── ${scene.about} ${'─'.repeat(Math.max(0, 72 - scene.about.length))}`);
  say(`   “${scene.text}”\n`);
  const started = performance.now();
  const { requestId } = await client.submit({ text: scene.text });
  const follower = new Follower(client, requestId, drawn);
  let request = await follower.follow();
  const mode = request.route?.mode ?? 'none';
  if (request.status === 'waiting' && scene.answer !== undefined) {
    say(`\n${indented(request.question?.text ?? '', '   ? ')}`);
    say(`   > ${scene.answer}\n`);
    await client.answer(requestId, scene.answer);
    request = await follower.follow();
  }
  const durationMs = Math.round(performance.now() - started);
  const tasks = await client.tasks(request.requestId);
  const worked = tasks.filter(isWork).map((task) => task.agentId);
  say(await outcome(client, request));
  return {
    text: scene.text,
    mode,
    agents: worked,
    status: request.status,
    reply: request.reply ?? '',
    durationMs,
    error: request.error?.name,
  };
}

/** The reply, and what is at the heart of each thing that was made. */
async function outcome(client: ApiClient, request: RequestView): Promise<string> {
  const made: string[] = [];
  for (const task of (await client.tasks(request.requestId)).filter(isWork)) {
    for (const { id } of task.result?.deliverables ?? []) {
      const { title, content } = await client.deliverable(request.requestId, id);
      made.push(`   From “${printable(title)}”:`, indented(firstLines(fromSteps(content), 7), '   │ '));
    }
  }
  return [``, indented(request.reply ?? `It is ${request.status}.`, '   '), '', ...made].join('\n');
}

/** A runbook from where it says what to do; anything else from its beginning. */
function fromSteps(content: string): string {
  return content.slice(Math.max(0, content.search(/^## (?:Steps|How)/m)));
}

function introduction(runtime: Runtime, environment: Readonly<Record<string, string>>): string {
  const offline = environment['MODEL_PROVIDER'] === 'offline';
  return [
    `Baton runs at ${runtime.url}, from the same template that is deployed to AWS.`,
    `No account${offline ? ', no network' : ''}; everything it keeps is in memory and gone when this ends.`,
    offline
      ? 'The offline provider prepares runbooks and says so: nothing outside is touched.'
      : `The agents think with ${describeModel(environment)}.`,
  ].join('\n');
}

/** What somebody else's faults lead to is not for the demo to tell. */
function wentAsTold(played: readonly Played[], workflows: PlayedWorkflows | undefined, injected: boolean): boolean {
  if (played.length < scenes.length || played.some(({ status }) => status !== 'succeeded')) return false;
  if (workflows === undefined) return true;
  const { workflow, rollback, lateRollback } = workflows;
  const undone = injected ? [lateRollback] : [rollback, lateRollback];
  return workflow.status === 'succeeded' && undone.every(({ status }) => status === 'rolled-back');
}

function conclusion(played: readonly Played[], workflows: PlayedWorkflows | undefined): string {
  const done = played.filter(({ status }) => status === 'succeeded').length;
  const seconds = played.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;
  const undone = workflows === undefined ? [] : [workflows.rollback, workflows.lateRollback];
  return [
    `\n${'═'.repeat(76)}`,
    `${done} of ${scenes.length} requests succeeded in ${seconds.toFixed(1)} s.`,
    ...(workflows === undefined
      ? ['The workflows of this demo are played with the offline provider only.']
      : [
          `The workflow ${workflows.workflow.status}; two that failed were undone: ${undone
            .map(({ status, compensated, dirty }) => `${status}, ${compensated.length} tasks, ${dirty.length} dirty`)
            .join('; ')}.`,
        ]),
    'Each is in the journal table with its route, tasks, events, handoffs, deliverables and messages.',
    'Send your own, and keep them:   npm start     then   npm run --silent baton -- run "…"',
  ].join('\n');
}
