import { createLogUpdate } from 'log-update';
import { encodeTime } from 'ulid';
import type { RequestEvent } from '../lambdas/core/events/event.ts';
import { isEnded } from '../lambdas/core/request/status.ts';
import type { ApiClient, RequestView } from './api-client.ts';
import { duration, Story } from './story.ts';
import { printable, shortened } from './text.ts';

/** How often it is looked what has happened, milliseconds. */
const interval = 150;

/**
 * How far it is looked back each time, milliseconds: who tells an event a moment after another may have seen it happen a moment
 * before.
 */
const overlap = 5_000;

/**
 * Follows one request on the terminal: who was chosen and why, phases and tasks as they come, what is undone. On a terminal that
 * can redraw, what is under way stands below with its time; elsewhere there are lines only.
 */
export class Follower {
  readonly #client: ApiClient;
  readonly #requestId: string;
  readonly #drawn: boolean;
  #story: Story | undefined;
  readonly #since: string;
  #seen: string;
  #routed = '';

  /**
   * @param drawn false where no person is watching
   * @param since what happened before is not told; ISO 8601. By default all is
   */
  constructor(client: ApiClient, requestId: string, drawn: boolean, since?: string) {
    this.#client = client;
    this.#requestId = requestId;
    this.#drawn = drawn;
    this.#since = since === undefined ? '' : idsOf(Date.parse(since));
    this.#seen = this.#since;
  }

  /** Until it is over or waits for a person. */
  async follow(): Promise<RequestView> {
    if (!this.#drawn) return this.#client.waitFor(this.#requestId);
    const live = process.stdout.isTTY ? createLogUpdate(process.stdout) : undefined;
    try {
      for (;;) {
        // What has happened is read first: then the request knows of all that led to it, its route above all.
        const news = await this.#news();
        const request = await this.#client.read(this.#requestId);
        const over = isEnded(request.status) || request.status === 'waiting';
        const lines = await this.#lines(request, over ? [...news, ...(await this.#overlooked())] : news);
        live?.clear();
        for (const line of lines) console.log(line);
        if (over) return request;
        const now = Date.now();
        const below = [...(this.#story?.now(now) ?? []), `  ${request.status}, ${elapsed(request, now)}`];
        live?.(below.slice(-(process.stdout.rows || 24) + 2).join('\n'));
        await new Promise((resume) => setTimeout(resume, interval));
      }
    } finally {
      live?.clear();
    }
  }

  async #lines(request: RequestView, events: readonly RequestEvent[]): Promise<string[]> {
    const { workflow } = request;
    this.#story ??= new Story(workflow && (await this.#client.workflow(workflow.name)), process.stdout.columns);
    const story = this.#story;
    const route = shortened(routeLine(request), process.stdout.columns ?? Infinity);
    const routed = route === this.#routed ? [] : [route];
    this.#routed = route;
    return [...routed, ...events.flatMap((event) => story.tell(event))];
  }

  /** Everything once more: what was told long after it happened has been passed over, and the last of it is new. */
  async #overlooked(): Promise<RequestEvent[]> {
    this.#seen = this.#since;
    return this.#news();
  }

  async #news(): Promise<RequestEvent[]> {
    const news: RequestEvent[] = [];
    for (let after = this.#seen; ;) {
      const page = await this.#client.events(this.#requestId, after === '' ? undefined : after);
      news.push(...page);
      const last = page.at(-1);
      if (last === undefined) break;
      after = last.eventId;
    }
    const newest = news.at(-1);
    if (newest !== undefined) {
      const behind = idsOf(Date.parse(newest.at) - overlap);
      if (behind > this.#seen) this.#seen = behind;
    }
    return news;
  }
}

/** What the ids of events of a time begin with. */
const idsOf = (ms: number): string => encodeTime(Math.max(0, ms), 10);

function routeLine({ route }: RequestView): string {
  if (route === undefined) return '';
  const who = route.mode === 'clarify' ? 'the user is asked back' : (route.workflow ?? route.agents.join(' → '));
  const because = route.reasons.slice(0, 2).join('; ');
  return printable(`Route: ${who} (${route.mode}, ${Math.round(route.confidence * 100)} %) because ${because}`);
}

function elapsed({ createdAt, timeBoxSeconds }: RequestView, now: number): string {
  const box = timeBoxSeconds === undefined ? '' : ` of ${duration(timeBoxSeconds * 1_000)}`;
  return `${duration(now - Date.parse(createdAt))}${box}`;
}
