import { styleText } from 'node:util';
import type { EventType, RequestEvent } from '../lambdas/core/events/event.ts';
import type { WorkflowSummary } from '../lambdas/core/planning/workflow.ts';
import { printable, shortened } from './text.ts';

/** What is under way: since when, and until when it has to be over; milliseconds since the epoch. */
interface AtWork {
  readonly who: string;
  readonly since: number;
  readonly until?: number;
}

/** How wide a line may be where no terminal says, characters. */
const defaultWidth = 160;

/** Tells a person what happens in a request, event by event: phases and tasks as they come, and what is undone. */
export class Story {
  readonly #workflow: WorkflowSummary | undefined;
  readonly #width: number;
  readonly #told = new Set<string>();
  readonly #atWork = new Map<string, AtWork>();
  /** The last attempt of each task that has ended: what its agent said before may be told after. */
  readonly #ended = new Map<string, number>();
  #phase: string | undefined;
  #undoneSince: number | undefined;

  /**
   * @param workflow whose phases the tasks belong to, where it is one
   * @param width of a line, characters
   */
  constructor(workflow?: WorkflowSummary, width = defaultWidth) {
    this.#workflow = workflow;
    this.#width = Math.max(width, 40);
  }

  /** The lines that an event is worth; none the second time. */
  tell(event: RequestEvent): string[] {
    if (this.#told.has(event.eventId)) return [];
    this.#told.add(event.eventId);
    const { taskId } = event;
    if (taskId === undefined) return this.#tellOfRequest(event);
    if (event.type === 'agent.status' || event.type === 'task.started') this.#begin(taskId, event);
    const sign = signs[event.type];
    if (sign === undefined) return [];
    const head = `${whoOf(event)}${this.#took(taskId, event)}`;
    const words = wordsOf(event);
    const room = Math.max(this.#width - head.length - '  ✔ '.length, 1);
    const line = `  ${sign} ${head}${words === '' ? '' : shortened(words, room)}`;
    if (event.type !== 'task.fenced') {
      this.#atWork.delete(taskId);
      this.#ended.set(taskId, event.attempt ?? 0);
    }
    return [...this.#phaseOf(taskId, event), line];
  }

  /** What is under way at this time: each task with its time against its time box. */
  now(ms: number): string[] {
    const tasks = [...this.#atWork.values()].map(({ who, since, until }) => {
      const box = until === undefined ? '' : ` of ${duration(until - since)}`;
      return `  ${styleText('cyan', '▶')} ${who}  ${duration(ms - since)}${box}`;
    });
    if (this.#undoneSince === undefined || tasks.length > 0) return tasks;
    return [`  ${styleText('cyan', '▶')} being undone  ${duration(ms - this.#undoneSince)}`];
  }

  #begin(taskId: string, { at, type, detail = {}, ...event }: RequestEvent): void {
    const { estimatedCompletion } = detail;
    if ((event.attempt ?? 0) <= (this.#ended.get(taskId) ?? -1)) return;
    const known = this.#atWork.get(taskId);
    const since = type === 'task.started' || known === undefined ? Date.parse(at) : known.since;
    const until = typeof estimatedCompletion === 'string' ? Date.parse(estimatedCompletion) : known?.until;
    const who = whoOf({ ...event, taskId });
    this.#atWork.set(taskId, { who, since, ...(until === undefined ? {} : { until }) });
  }

  #tellOfRequest({ type, at, detail = {} }: RequestEvent): string[] {
    if (type === 'request.cancelling' || type === 'request.rolling-back') {
      this.#undoneSince = Date.parse(at);
      this.#phase = undefined;
      const { cause, failedTask } = detail as { cause?: { message?: string }; failedTask?: string };
      const why = cause?.message ?? failedTask ?? '';
      const what = type === 'request.cancelling' ? 'Cancelling' : 'Rolling back';
      return [shortened(`${what}: ${why}`, this.#width)];
    }
    if (type === 'rollback.waiting') return [`  ${this.#waiting(detail)}`];
    if (ends.has(type)) this.#undoneSince = undefined;
    return [];
  }

  #waiting(detail: Record<string, unknown>): string {
    const { tasks = [], more = 0, until = '' } = detail as { tasks?: string[]; more?: number; until?: string };
    const who = `${tasks.join(', ')}${more === 0 ? '' : ` and ${more} more`}`;
    return shortened(
      `waiting, at most until ${until}, for functions that may still be at work: ${who}`,
      this.#width - 2,
    );
  }

  /** The head of the phase that a task belongs to, when it is the first of it. */
  #phaseOf(taskId: string, { type }: RequestEvent): string[] {
    const phase = this.#workflow?.phases.find(({ steps }) => steps.some(({ id }) => id === taskId));
    if (phase === undefined || phase.name === this.#phase || undoing.has(type)) return [];
    this.#phase = phase.name;
    const box = phase.timeBox === undefined ? '' : `, ${phase.timeBox} min`;
    return [`${phase.name} (${phase.mode}${box})`];
  }

  #took(taskId: string, { type, at }: RequestEvent): string {
    const known = this.#atWork.get(taskId);
    if (known === undefined || type === 'task.fenced') return '';
    const box = known.until === undefined ? '' : ` of ${duration(known.until - known.since)}`;
    return `  ${duration(Date.parse(at) - known.since)}${box}`;
  }
}

const signs: Partial<Record<EventType, string>> = {
  'task.completed': styleText('green', '✔'),
  'task.failed': styleText('red', '✖'),
  'task.skipped': styleText('dim', '⊘'),
  'task.fenced': styleText('yellow', '■'),
  'task.compensated': styleText('yellow', '↩'),
  'task.dirty': styleText('red', '✖'),
};

const undoing: ReadonlySet<EventType> = new Set<EventType>(['task.fenced', 'task.compensated', 'task.dirty']);
const ends: ReadonlySet<EventType> = new Set<EventType>([
  'request.rolled-back',
  'request.rollback-failed',
  'request.cancelled',
]);

function whoOf({ taskId, agentId }: Pick<RequestEvent, 'taskId' | 'agentId'>): string {
  return printable(agentId === undefined ? `${taskId}` : `${taskId} (${agentId})`);
}

function wordsOf({ type, detail = {} }: RequestEvent): string {
  const outcome = typeof detail['outcome'] === 'string' ? `: ${detail['outcome']}` : '';
  switch (type) {
    case 'task.failed':
      return typeof detail['error'] === 'string' ? `: failed with ${detail['error']}` : ': failed';
    case 'task.skipped':
      return ': skipped';
    case 'task.fenced':
      return ': stopped; its function may still be at work';
    case 'task.compensated':
      return `: undone${outcome}`;
    case 'task.dirty':
      return `: could not be undone${outcome}`;
    default:
      return '';
  }
}

/** A time as people say it: `0.4 s`, `2:05`, `1:00:00`. */
export function duration(ms: number): string {
  if (ms < 59_950) return `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  const [hours, minutes, rest] = [seconds / 3_600, (seconds / 60) % 60, seconds % 60].map((one) =>
    String(Math.floor(one)).padStart(2, '0'),
  );
  return hours === '00' ? `${Number(minutes)}:${rest}` : `${Number(hours)}:${minutes}:${rest}`;
}
