import input from '../docs/examples/feature-implementation.json' with { type: 'json' };
import { executionArnOf } from '../lambdas/core/request/reconcile.ts';
import { executionName } from '../lambdas/core/request/request.ts';
import type { Fault } from '../lambdas/core/task/faults.ts';
import type { TaskStatus } from '../lambdas/core/task/task.ts';
import type { Runtime } from '../local/runtime.ts';
import type { ApiClient, RequestView } from './api-client.ts';
import { Follower } from './progress.ts';
import { indented } from './text.ts';

const name = 'feature-implementation';

/** What the workflow is given, as the reader can give it too. */
const exampleFile = `docs/examples/${name}.json`;

interface Scene {
  readonly about: string;
  readonly inject: readonly Fault[];
  readonly timeBoxSeconds?: number;
  readonly explained: string;
}

const scenes = {
  works: {
    about: 'A workflow, phase by phase',
    inject: [],
    explained: 'Fourteen steps of seven agents; a phase begins when all of the one before are done.',
  },
  fails: {
    about: 'The same, and its last step fails',
    inject: [{ step: 'deploy-production', kind: 'error' }],
    explained:
      'What was done before it is undone, the newest first. Nobody wrote that down: it follows from the steps.',
  },
  late: {
    about: 'The same in four seconds, and a step that comes late',
    inject: [{ step: 'prepare-pipeline', kind: 'late' }],
    timeBoxSeconds: 4,
    explained:
      'Step Functions gives up on the step, its function goes on. The rollback waits for it, then undoes it first.',
  },
} as const satisfies Record<string, Scene>;

/** A workflow as `demo --json` prints it. */
export interface PlayedWorkflow {
  readonly name: string;
  readonly status: string;
  readonly phases: readonly {
    readonly name: string;
    readonly mode: string;
    readonly status: TaskStatus;
    readonly tasks: readonly { readonly taskId: string; readonly agent: string; readonly status: TaskStatus }[];
  }[];
  /** States that its execution entered. */
  readonly transitions: number;
}

/** A rollback as `demo --json` prints it. */
export interface PlayedRollback {
  readonly name: string;
  readonly status: string;
  readonly failedTask: string | undefined;
  readonly compensated: readonly string[];
  readonly dirty: readonly string[];
}

export interface PlayedWorkflows {
  readonly workflow: PlayedWorkflow;
  readonly rollback: PlayedRollback;
  /** Of the one whose step came late. */
  readonly lateRollback: PlayedRollback;
}

/**
 * Plays one workflow three times: as it should go, with a step that fails, and with one that comes late.
 *
 * @param inject what is to go wrong the second time, where it is not the last step
 */
export async function playWorkflows(
  runtime: Runtime,
  client: ApiClient,
  say: (line: string) => void,
  drawn: boolean,
  inject?: readonly Fault[],
): Promise<PlayedWorkflows> {
  const works = await play(client, scenes.works, say, drawn);
  const workflow = await describe(runtime, client, works);
  say(`\n   ${workflow.transitions} states were executed; the machine is state-machines/compiled/${name}.asl.json`);
  say(indented(sectionOf(works, 'Summary') || (works.reply ?? ''), '   '));
  const scene: Scene =
    inject === undefined ? scenes.fails : { ...scenes.fails, about: 'The same, with your faults', inject };
  const fails = await play(client, scene, say, drawn);
  say(`\n${indented(inShort(fails), '   ')}`);
  const late = await play(client, scenes.late, say, drawn);
  say(`\n${indented(inShort(late), '   ')}`);
  return { workflow, rollback: undone(fails), lateRollback: undone(late) };
}

async function play(
  client: ApiClient,
  scene: Scene,
  say: (line: string) => void,
  drawn: boolean,
): Promise<RequestView> {
  say(`\n── ${scene.about} ${'─'.repeat(Math.max(0, 72 - scene.about.length))}`);
  const faults = scene.inject
    .map(({ step, attempt, kind }) => {
      const at = attempt === undefined ? '' : `,attempt=${attempt}`;
      return ` --inject 'step=${step}${at},kind=${kind}'`;
    })
    .join('');
  const box = scene.timeBoxSeconds === undefined ? '' : ` --time-box ${scene.timeBoxSeconds}`;
  say(`   baton run ${name} --input ${exampleFile}${box}${faults}`);
  say(`   ${scene.explained}\n`);
  const { requestId } = await client.submit(
    { workflow: name, input },
    {
      ...(scene.inject.length === 0 ? {} : { inject: scene.inject }),
      ...(scene.timeBoxSeconds === undefined ? {} : { timeBoxSeconds: scene.timeBoxSeconds }),
    },
  );
  return new Follower(client, requestId, drawn).follow();
}

/** What the report says of a rollback, without what was just seen to be undone. */
function inShort(request: RequestView): string {
  const lines = sectionOf(request, 'Rollback').split('\n');
  return lines.filter((line) => !line.includes('): undone: ')).join('\n');
}

/** One section of the report. */
function sectionOf({ reply = '' }: RequestView, title: string): string {
  const [, after = ''] = reply.split(`### ${title}\n`);
  return after.split(/\n\n#{2,3} /)[0] ?? '';
}

async function describe(runtime: Runtime, client: ApiClient, request: RequestView): Promise<PlayedWorkflow> {
  const [{ phases }, tasks] = [await client.workflow(name), await client.tasks(request.requestId)];
  const statuses = new Map(tasks.map(({ taskId, status }) => [taskId, status]));
  return {
    name,
    status: request.status,
    phases: phases.map(({ name: phase, mode, steps }) => {
      const played = steps.map(({ id, agent }) => ({ taskId: id, agent, status: statuses.get(id) ?? 'waiting' }));
      const lacking = played.find(({ status }) => status !== 'completed');
      return { name: phase, mode, status: lacking?.status ?? 'completed', tasks: played };
    }),
    transitions: statesEntered(runtime, request),
  };
}

/** How many states the workflow's own execution entered, counted from its history. */
function statesEntered({ engine }: Runtime, { requestId, generation }: RequestView): number {
  const machine = engine.listStateMachines().find((one) => one.name.endsWith(`-workflow-${name}`));
  if (machine === undefined) return 0;
  const executionArn = executionArnOf(machine.arn, `${executionName(requestId, generation)}-workflow-0-0`);
  const { items } = engine.getExecutionHistory({ executionArn, maxResults: 1_000 });
  return items.filter(({ type }) => type.endsWith('StateEntered')).length;
}

function undone({ status, rollback }: RequestView): PlayedRollback {
  return {
    name,
    status,
    failedTask: rollback?.failedTask,
    compensated: rollback?.compensated ?? [],
    dirty: rollback?.dirty ?? [],
  };
}
