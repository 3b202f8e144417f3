import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PlannedTask } from '../../lambdas/core/task/planned.ts';
import { type Behaviour, type ChatBody, openAi, readBody, writeAnswer } from './scripted-model.ts';

export type Outcome = 'completed' | 'degraded' | 'failed';

export interface PlannedModel extends AsyncDisposable {
  /** `http://127.0.0.1:<port>/v1` */
  readonly url: string;
  /** The tasks that it was asked to do, in that order; every question, those asked again too. */
  readonly asked: readonly string[];
  /** What the architect plans from now on, and how each task comes out; whatever was asked before is forgotten. */
  plans(tasks: readonly unknown[], outcome: (taskId: string) => Outcome): void;
  /** Leaves these tasks without an answer until they are released. */
  holds(...taskIds: string[]): void;
  /** Answers what is held, and holds nothing more. */
  release(): void;
  /** Resolves when it was asked to do each of these tasks. */
  askedFor(...taskIds: string[]): Promise<void>;
}

/** A task of a plan whose instruction says which one it is, so that the model knows what it is asked. */
export function plannedTask(taskId: string, dependsOn: string[], agentId = 'network-expert'): PlannedTask {
  return { taskId, agentId, instruction: `Do [${taskId}]`, expects: `${taskId} is there`, dependsOn };
}

/**
 * A model endpoint on loopback that answers by what it is asked: the architect with a plan, an agent with a result that names
 * its task and makes one deliverable, a review with a yes.
 */
export async function startPlannedModel(): Promise<PlannedModel> {
  const asked: string[] = [];
  const waiting: { ids: readonly string[]; resolve: () => void }[] = [];
  const wereAsked = (ids: readonly string[]) => ids.every((id) => asked.includes(id));
  let plan: readonly unknown[] = [];
  let outcomeOf: (taskId: string) => Outcome = () => 'completed';
  let held = new Set<string>();
  const heldBack: (() => void)[] = [];

  const answerTo = (body: ChatBody, taskId: string | undefined): Behaviour => {
    const said = JSON.stringify(body.messages);
    if (taskId !== undefined) return openAi.answer(resultOf(taskId, outcomeOf(taskId)));
    if (said.includes('# The plan')) return openAi.answer({ ...resultOf('plan', 'completed'), plan: { tasks: plan } });
    return openAi.answer({ ...resultOf('whole', 'completed'), facts: { accepted: true }, quality: 9 });
  };
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const taskId = taskIn(body);
      const answer = () => writeAnswer(response, answerTo(body, taskId));
      if (taskId === undefined) return answer();
      asked.push(taskId);
      for (const { ids, resolve } of waiting) if (wereAsked(ids)) resolve();
      return held.has(taskId) ? void heldBack.push(answer) : answer();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    plans(tasks, outcome) {
      plan = tasks;
      outcomeOf = outcome;
      asked.length = 0;
    },
    holds: (...taskIds) => void (held = new Set(taskIds)),
    release() {
      held = new Set();
      for (const answer of heldBack.splice(0)) answer();
    },
    async askedFor(...taskIds) {
      if (wereAsked(taskIds)) return;
      await new Promise<void>((resolve) => waiting.push({ ids: taskIds, resolve }));
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The task that an agent is asked to do; none where a plan, a combination or a review is wanted. */
function taskIn({ messages = [] }: ChatBody): string | undefined {
  const [system, user] = messages.map(({ content }) => JSON.stringify(content));
  if (!system?.includes('# What you can do in this call') || system.includes('# The plan')) return undefined;
  // The task itself stands first, the work it builds on after it.
  return /Do \[([\w-]+)\]/.exec(user ?? '')?.[1];
}

function resultOf(taskId: string, status: Outcome) {
  return {
    status,
    outcome: `${taskId} is ${status}.`,
    deliverables: [{ title: `What ${taskId} made`, kind: 'configuration', content: `made by ${taskId}` }],
    nextSteps: [],
    facts: {},
    quality: null,
  };
}
