import { join } from 'node:path';
import { assemblyFolder } from '../../../cli/assembly.ts';
import type { Effect } from '../../../lambdas/core/task/effects.ts';
import { seededRandomness } from '../../../local/engine/index.ts';
import { readAssembly } from '../../../local/template/assembly.ts';
import { readBlueprint } from '../../../local/template/blueprint.ts';
import { type Ledger, startLedger } from '../ledger.ts';
import { Client, type Sent } from './client.ts';
import { type Left, readJournal, whatIsLeft } from './journal.ts';
import { type Life, type Place, startLife } from './life.ts';
import { effectsOf, type Outcome, outcomeOf, waysIn } from './outcome.ts';
import { type Kind, killPoints, kinds, mixed, type Point } from './requests.ts';

/** How many requests are under way at a time. */
const atATime = 16;

/** A life that was ended by `kill -9`. */
export interface Kill {
  readonly point: Point;
  /** How many events and effects this life had. */
  readonly lived: Readonly<Record<Point['of'], number>>;
  /** Milliseconds; undefined when it was killed before it answered. */
  readonly startUp: number | undefined;
  readonly left: Left;
}

/** A request that is over: what came of it, which way it went, and what it did. */
export interface Done extends Sent, Outcome {
  readonly ways: readonly string[] | undefined;
  readonly effects: readonly string[];
}

export interface Story {
  readonly kills: readonly Kill[];
  readonly requests: readonly Done[];
  /** The same requests, one of each kind, sent to a Baton that nobody killed. */
  readonly unharmed: ReadonlyMap<Kind, Done>;
  /** What the ledger was told of the requests, repetitions too. */
  readonly told: readonly Effect[];
  readonly unanswered: Client['unanswered'];
}

export interface Plot {
  /** Where everything is kept that the story needs. */
  readonly folder: string;
  readonly seed: string;
  readonly ofEachKind: number;
  readonly kills: number;
  readonly onKill: (kill: Kill) => void;
}

/** Sends requests to a Baton that is killed again and again, and lets it finish them in the end. */
export async function runAndKill({ folder, seed, ofEachKind, kills, onKill }: Plot): Promise<Story> {
  await using ledger = await startLedger();
  const placeOf = (name: string): Place => ({
    data: join(folder, name),
    cache: join(folder, 'cache'),
    ledger: ledger.url,
  });

  const all = { event: 0, effect: 0 };
  ledger.onTold(() => void (all.effect += 1));
  const whole = placeOf('whole');
  const calm = startLife(whole, () => void (all.event += 1));
  const unharmed = await finish(new Client(kinds), calm, whole, ledger);

  const random = seededRandomness(seed);
  const place = placeOf('killed');
  const client = new Client(mixed(random, ofEachKind));
  const story: Kill[] = [];
  // The last kill comes when four fifths of all that will happen have happened: there is something to be killed until then.
  const share = 0.8 * ofEachKind;
  for (const point of killPoints(random, kills, { event: all.event * share, effect: all.effect * share })) {
    const kill = await killAt(point, client, place, ledger, story.at(-1)?.left.underWay ?? 0);
    story.push(kill);
    onKill(kill);
  }
  const requests = await finish(
    client,
    startLife(place, () => undefined),
    place,
    ledger,
  );
  const told = (await ledger.told()).filter(({ requestId }) => requests.some(({ id }) => id === requestId));
  return {
    kills: story,
    requests,
    unharmed: new Map(unharmed.map((request) => [request.kind, request])),
    told,
    unanswered: client.unanswered,
  };
}

/** One life: goes on with what the last one left, takes requests as others are done, and is killed when it has come so far. */
async function killAt(point: Point, client: Client, place: Place, ledger: Ledger, underWay: number): Promise<Kill> {
  const lived = { event: 0, effect: 0 };
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  const hear = (what: Point['of']) => {
    lived[what] += 1;
    if (lived[point.of] === point.at) reach();
  };
  let room = atATime - underWay;
  const fill = () => {
    if (room <= 0) return;
    client.send(life, room);
    room = 0;
  };
  const life: Life = startLife(place, (meaning) => {
    hear('event');
    if (meaning === 'progress') return;
    room += 1;
    fill();
  });
  ledger.onTold(() => hear('effect'));
  room -= client.meet(life);
  fill();
  try {
    await Promise.race([reached, life.gone, client.refused]);
  } finally {
    await life.kill();
  }
  await client.settled();
  return { point, lived, startUp: await life.startUp, left: readJournal(place.data, whatIsLeft) };
}

/** Has all that is left sent and answered, waits until it is over, and reads what came of it; then the life ends. */
async function finish(client: Client, life: Life, { data }: Place, ledger: Ledger): Promise<Done[]> {
  client.meet(life);
  client.send(life, Infinity);
  await client.settled();
  // A request is over before its user is told.
  await life.idle();
  const outcomes = await Promise.all(client.sent.map(({ id = '' }) => outcomeOf(life, id)));
  await life.end();
  const machines = readBlueprint(readAssembly(assemblyFolder)).machines.map(({ arn }) => arn);
  const ids = client.sent.flatMap(({ id }) => id ?? []);
  const ways = readJournal(data, (journal) => waysIn(journal, ids, machines));
  const told = await ledger.told();
  return client.sent.map((request, at) => {
    const { id = '' } = request;
    return { ...request, ...(outcomes[at] as Outcome), ways: ways.get(id), effects: effectsOf(told, id) };
  });
}
