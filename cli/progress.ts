import { Listr, type ListrTask } from 'listr2';
import { isEnded } from '../lambdas/core/request/status.ts';
import { isWork } from '../lambdas/core/task/task.ts';
import type { ApiClient, RequestView } from './api-client.ts';
import { printable, shortened } from './text.ts';

interface Progress {
  request: RequestView;
}

/**
 * Follows a request on the terminal until it is over or waits for a person: who was chosen and why, then the work, then the
 * review. Where no person is watching, nothing is drawn.
 */
export async function followRequest(client: ApiClient, request: RequestView, drawn: boolean): Promise<RequestView> {
  if (!drawn) return client.waitFor(request.requestId);
  const progress: Progress = { request };
  await new Listr<Progress>(requestTasks(client, request), {
    ctx: progress,
    fallbackRenderer: 'simple',
    fallbackRendererCondition: () => !process.stdout.isTTY,
  }).run();
  return progress.request;
}

/** The stations of a request as tasks of a list. */
export function requestTasks(client: ApiClient, submitted: RequestView): ListrTask<Progress>[] {
  const { requestId } = submitted;
  return [
    {
      title: 'Route',
      async task(progress, task) {
        progress.request = await until(client, requestId, (request) => isRoutedAnew(request, submitted));
        const { route } = progress.request;
        if (route === undefined) return;
        const who = route.mode === 'clarify' ? 'the user is asked back' : (route.workflow ?? route.agents.join(' → '));
        const because = route.reasons.slice(0, 2).join('; ');
        const sure = `${Math.round(route.confidence * 100)} %`;
        task.title = printable(`Route: ${who} (${route.mode}, ${sure}) because ${because}`);
      },
    },
    {
      title: 'Work and review',
      async task(progress, task) {
        progress.request = await client.waitFor(requestId);
        const { status } = progress.request;
        const tasks = await client.tasks(requestId);
        const done = tasks
          .filter(isWork)
          .map((one) => `${one.agentId} ${one.status}`)
          .join(', ');
        task.title = printable(
          status === 'waiting' ? 'Waiting for an answer' : `Work and review: ${done || 'nothing was started'}`,
        );
        if (status !== 'succeeded' && status !== 'waiting') {
          throw new Error(shortened(progress.request.error?.message ?? status, 160));
        }
      },
      exitOnError: false,
    },
  ];
}

/** Whether it has been routed since: after an answer, the route that asked for it still stands there for a moment. */
function isRoutedAnew(request: RequestView, submitted: RequestView): boolean {
  if (request.route === undefined) return false;
  if (submitted.route === undefined || isEnded(request.status) || request.status === 'waiting') return true;
  return JSON.stringify(request.route) !== JSON.stringify(submitted.route);
}

async function until(
  client: ApiClient,
  requestId: string,
  holds: (request: RequestView) => boolean,
): Promise<RequestView> {
  for (;;) {
    const request = await client.read(requestId);
    if (holds(request) || isEnded(request.status)) return request;
    await new Promise((resume) => setTimeout(resume, 50));
  }
}
