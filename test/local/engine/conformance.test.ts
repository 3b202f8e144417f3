import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkRecorded, matchesRecorded, type RecordedCase } from '../../../local/testing/index.ts';

/** A folder of executions that AWS recorded, when there is one: see RecordedCase for what a file says. */
const FOLDER = process.env['BATON_CONFORMANCE'] ?? join(process.cwd(), '../shared/conformance/asl');

const cases = existsSync(FOLDER)
  ? readdirSync(FOLDER)
      .filter((it) => it.endsWith('.json'))
      .map((it) => JSON.parse(readFileSync(join(FOLDER, it), 'utf8')) as RecordedCase)
  : [];

const figures = { causes: 0, causesMatched: 0, histories: 0, historiesMatched: 0 };

(cases.length > 0 ? describe : describe.skip)(`recorded executions (${cases.length || `none in ${FOLDER}`})`, () => {
  it.each([...cases.map((it) => [it.name, it] as const), ...(cases.length > 0 ? [] : [['none', undefined] as const])])(
    '%s',
    async (_, recorded) => {
      if (!recorded) return;
      const { passed, causeMatches, historyMatches, run } = await checkRecorded(recorded);
      figures.causes += causeMatches === undefined ? 0 : 1;
      figures.causesMatched += causeMatches ? 1 : 0;
      figures.histories += historyMatches === undefined ? 0 : 1;
      figures.historiesMatched += historyMatches ? 1 : 0;

      const { status, output, error } = run;
      expect({ passed, actual: { status, output, error } }).toEqual({
        passed: true,
        actual: { status, output, error },
      });
    },
  );

  it('tell why they failed in the words of AWS', () => {
    expect(figures.causesMatched).toBe(figures.causes);
  });

  it('have the events that AWS recorded, linked in the same way', () => {
    expect(figures.historiesMatched).toBe(figures.histories);
  });
});

describe('matching with what was recorded', () => {
  it('takes masks and wildcards for anything, and JSON text for JSON', () => {
    expect(matchesRecorded({ date: 'date', id: 'a-<uuid:1>' }, { date: 5, id: 'a-17' }, ['date'])).toBe(true);
    expect(matchesRecorded('{"a": 1}', '{"a":1}', [])).toBe(true);
    expect(matchesRecorded({ a: 1 }, '{"a":1}', [])).toBe(true);
  });

  it('tells apart what differs', () => {
    expect(matchesRecorded({ a: 1 }, { a: 1, b: 2 }, [])).toBe(false);
    expect(matchesRecorded([1, 2], [1], [])).toBe(false);
    expect(matchesRecorded('a.c', 'abc', [])).toBe(false);
    expect(matchesRecorded(null, undefined, [])).toBe(false);
  });
});
