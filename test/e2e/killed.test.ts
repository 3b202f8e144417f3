import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Done, type Kill, runAndKill, type Story } from '../support/killed/run.ts';

/** Another one tells another story. */
const seed = process.env['BATON_KILL_SEED'] ?? '1';

describe('two hundred requests to a Baton that is killed twenty-five times', () => {
  const folder = mkdtempSync(join(tmpdir(), 'baton-killed-'));
  let story: Story;

  beforeAll(async () => {
    const began = performance.now();
    let number = 0;
    print(`kill -9, seed ${seed} (BATON_KILL_SEED):`);
    print('kill  at             events  effects  start-up  running  tasks in flight');
    const onKill = (kill: Kill) => print(lineOf((number += 1), kill));
    story = await runAndKill({ folder, seed, ofEachKind: 50, kills: 25, onKill });
    for (const line of summaryOf(story)) print(line);
    print(`all over after ${Math.round((performance.now() - began) / 1_000)} s`);
  }, 240_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What a request came to in some respects, beside what one of its kind came to where nobody was killed. */
  function compare(...respects: (keyof Done)[]) {
    const only = (done: Done | undefined) => Object.fromEntries(respects.map((name) => [name, done?.[name]]));
    return story.requests.map((request) => {
      const { kind, id } = request;
      return { actual: { kind, id, ...only(request) }, expected: { kind, id, ...only(story.unharmed.get(kind)) } };
    });
  }

  test('had tasks in flight at twenty of the kills at least', () => {
    expect(story.kills).toHaveLength(25);
    expect(story.kills.filter(hadTasksInFlight).length).toBeGreaterThanOrEqual(20);
  });

  test('come to what they would have come to', () => {
    expect(new Set(story.requests.map(({ id }) => id)).size).toBe(200);
    for (const { actual, expected } of compare('request', 'messages', 'tasks')) expect(actual).toEqual(expected);
  });

  test('go the way that they would have gone, in each of their executions', () => {
    for (const { actual, expected } of compare('ways')) expect(actual).toEqual(expected);
  });

  test('have every effect, and none twice for whoever goes by its idempotency key', () => {
    for (const { actual, expected } of compare('effects')) expect(actual).toEqual(expected);
    // What was told again under a key was the same effect, of another attempt.
    const effects = new Set(story.told.map(({ attempt: _attempt, ...effect }) => JSON.stringify(effect)));
    expect(effects.size).toBe(keysOf(story).size);
    expect(story.told.length).toBeGreaterThan(effects.size);
  });
});

const hadTasksInFlight = ({ left }: Kill) => left.inFlight.length > 0;
const keysOf = ({ told }: Story) => new Set(told.map(({ key }) => key));

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function lineOf(number: number, { point, lived, startUp, left }: Kill): string {
  const states = Object.entries(Object.groupBy(left.inFlight, (state) => state));
  return [
    String(number).padStart(4),
    `${point.of} ${point.at}`.padEnd(13),
    String(lived.event).padStart(6),
    String(lived.effect).padStart(7),
    (startUp === undefined ? '-' : `${Math.round(startUp)} ms`).padStart(8),
    String(left.running.length).padStart(7),
    `${left.inFlight.length}: ${states.map(([state, all = []]) => `${all.length} ${state}`).join(', ')}`,
  ].join('  ');
}

function summaryOf(story: Story): string[] {
  const { kills, requests, told, unanswered } = story;
  const startUps = kills.flatMap(({ startUp }) => startUp ?? []).toSorted((a, b) => a - b);
  const [median = 0, most = 0] = [startUps[Math.floor(startUps.length / 2)], startUps.at(-1)];
  const killed = requests.filter(({ id = '' }) =>
    kills.some(({ left }) => left.running.some((arn) => arn.includes(id))),
  );
  return [
    `${kills.length} kills, ${kills.filter(hadTasksInFlight).length} with tasks in flight, which ${killed.length} of ${requests.length} requests lived through`,
    `calls that a kill left without an answer: ${unanswered.requests} requests, ${unanswered.answers} answers to questions`,
    `effects: ${keysOf(story).size}, told again under the same key: ${told.length - keysOf(story).size}`,
    `start-up: ${Math.round(median)} ms in the middle, ${Math.round(most)} ms at most`,
  ];
}
