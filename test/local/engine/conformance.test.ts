import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, JsonObject } from '../../../local/engine/index.ts';
import { runMachine, TaskError, type Fake, type MachineRun } from '../../../local/testing/index.ts';

/** Executions as AWS recorded them; the README beside the folder gives the format and the rules of matching. */
const FOLDER = process.env['BATON_CONFORMANCE'] ?? join(process.cwd(), '../shared/conformance/asl');

interface Mock {
  readonly state: string;
  readonly event: string;
  readonly input?: Json;
  readonly output?: Json;
  readonly error?: string | null;
  readonly cause?: string | null;
}

interface Case {
  readonly name: string;
  readonly definition: JsonObject;
  readonly input: Json;
  readonly expected: {
    readonly status: string;
    readonly output?: Json;
    readonly error?: string;
    readonly cause?: string;
  };
  readonly mocks?: readonly Mock[];
  readonly masks?: readonly string[];
  readonly history?: readonly { readonly id: number; readonly prev: number; readonly type: string }[];
}

const cases: Case[] = existsSync(FOLDER)
  ? readdirSync(FOLDER)
      .filter((it) => it.endsWith('.json'))
      .map((it) => JSON.parse(readFileSync(join(FOLDER, it), 'utf8')) as Case)
  : [];

/** Plays the recorded answers: for a state the first unused one of equal input, else its first unused one. */
function player(mocks: readonly Mock[]): Fake {
  const unused = [...mocks];
  return (args, { stateName }) => {
    const own = unused.filter((it) => it.state === stateName);
    const mock = own.find((it) => it.input !== undefined && equal(it.input, args, [])) ?? own[0];
    if (!mock) throw new TaskError('Test.NoMock', `no recorded answer is left for ${stateName}`);
    unused.splice(unused.indexOf(mock), 1);
    if (mock.event.endsWith('Succeeded')) return mock.output ?? null;
    throw new TaskError(mock.error ?? 'States.Timeout', mock.cause ?? undefined);
  };
}

function parsedObject(text: string): Json | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function equal(expected: Json | undefined, actual: Json | undefined, masks: readonly string[]): boolean {
  if (typeof expected === 'string') {
    if (masks.includes(expected)) return true;
    if (typeof actual !== 'string') return false;
    const [left, right] = [parsedObject(expected), parsedObject(actual)];
    if (left && right) return equal(left, right, masks);
    const pattern = expected.split(/<[^<>]*>/).map((it) => it.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
    return new RegExp(`^${pattern.join('[^]*')}$`).test(actual);
  }
  if (expected !== null && typeof expected === 'object' && typeof actual === 'string') {
    const parsed = parsedObject(actual);
    return parsed !== undefined && equal(expected, parsed, masks);
  }
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((it, i) => equal(it, actual[i], masks))
    );
  }
  if (expected !== null && typeof expected === 'object') {
    if (actual === null || typeof actual !== 'object' || Array.isArray(actual)) return false;
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...keys].every((it) => it in expected && it in actual && equal(expected[it], actual[it], masks));
  }
  return expected === actual;
}

async function run(it: Case): Promise<MachineRun> {
  const play = player(it.mocks ?? []);
  return runMachine({ definition: it.definition, input: it.input, fakes: { 'arn:aws:*': play } });
}

const figures = { causes: 0, causesMatched: 0, histories: 0, historiesMatched: 0 };

(cases.length > 0 ? describe : describe.skip)(
  `recorded executions (${cases.length || `none: ${FOLDER} is absent`})`,
  () => {
    it.each(cases.map((it) => [it.name, it] as const))('%s', async (_, recorded) => {
      const masks = recorded.masks ?? [];
      const { status, output, error, cause, history } = await run(recorded);
      if (recorded.expected.cause !== undefined) {
        figures.causes += 1;
        figures.causesMatched += equal(recorded.expected.cause, cause, masks) ? 1 : 0;
      }
      if (recorded.history) {
        const shape = (events: readonly { id: number; type: string; prev: number }[]): string =>
          events.map((e) => `${e.id}<${e.prev} ${e.type}`).join('\n');
        figures.histories += 1;
        figures.historiesMatched +=
          shape(recorded.history) === shape(history.map((e) => ({ ...e, prev: e.previousEventId }))) ? 1 : 0;
      }

      expect({ status, error, cause: error === undefined ? undefined : cause }).toMatchObject({
        status: recorded.expected.status,
      });
      if (recorded.expected.status === 'SUCCEEDED') {
        expect({ matches: equal(recorded.expected.output, output, masks), output }).toEqual({ matches: true, output });
      } else {
        expect(error).toEqual(recorded.expected.error);
      }
    });

    it('tells why executions failed in the words of AWS', () => {
      expect(figures.causesMatched).toBe(figures.causes);
    });

    it('records the events that AWS recorded', () => {
      expect(figures.historiesMatched).toBe(figures.histories);
    });
  },
);
