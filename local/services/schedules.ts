import type { ScheduleBlueprint } from '../template/blueprint.ts';
import type { Deliver } from './event-bus.ts';

const units: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** The schedules of a template: each fires at its rate while the process lives, and whenever it is asked to. */
export class LocalSchedules {
  readonly #schedules: readonly ScheduleBlueprint[];
  readonly #deliver: Deliver;
  readonly #timers: readonly NodeJS.Timeout[];

  /** @throws Error naming a schedule whose expression is no rate */
  constructor(schedules: readonly ScheduleBlueprint[], deliver: Deliver) {
    this.#schedules = schedules;
    this.#deliver = deliver;
    this.#timers = schedules.map((schedule) => setInterval(() => this.#fire(schedule), intervalOf(schedule)).unref());
  }

  /** @throws Error when there is no such schedule */
  run(name: string): void {
    const schedule = this.#schedules.find((one) => one.name === name);
    if (schedule === undefined) throw new Error(`there is no schedule ${name}`);
    this.#fire(schedule);
  }

  close(): void {
    this.#timers.forEach((timer) => clearInterval(timer));
  }

  #fire({ target }: ScheduleBlueprint): void {
    this.#deliver(target.arn, target.input ?? '{}');
  }
}

function intervalOf({ name, expression }: ScheduleBlueprint): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const interval = Number(count) * (units[unit] ?? Number.NaN);
  if (Number.isNaN(interval))
    throw new Error(`schedule ${name} is ${expression}: the local runtime knows rate(…) only`);
  return interval;
}
