import fc from 'fast-check';
import { evaluate, judge, type Judgement, readLabelled } from '../../../../lambdas/core/routing/evaluation.ts';
import type { Route } from '../../../../lambdas/core/routing/route.ts';
import { aRoute } from '../../../support/routing.ts';

const line = (of: object): string => JSON.stringify({ text: 'Grow the pool', label: 'storage-expert', ...of });
const judged = (of: object, route: Partial<Route> = {}, ms = 1): Judgement =>
  judge(readLabelled(line(of)), aRoute(route), ms);
const chain = (...agents: string[]): Partial<Route> => ({ mode: 'sequential', agents });
const clarify: Partial<Route> = { mode: 'clarify', agents: [] };
const architect: Partial<Route> = { mode: 'escalate', agents: ['infrastructure-architect'] };
const verdict = ({ strict, lenient }: Judgement): string => (strict ? 'strict' : lenient ? 'lenient' : 'wrong');

describe('a decision about a labelled request is', () => {
  const [storage, monitoring, compute] = ['storage-expert', 'monitoring-expert', 'compute-expert'] as const;

  it.each([
    ['right with its label', {}, {}, 'strict'],
    ['wrong with another', { label: compute }, {}, 'wrong'],
    ['accepted', { label: compute, accept: [storage] }, {}, 'lenient'],
    ['right when it asks back as it should', { label: 'clarify' }, clarify, 'strict'],
    ['right with the workflow', { label: 'bug-fix' }, { mode: 'workflow', agents: [], workflow: 'bug-fix' }, 'strict'],
    ['right with all steps', { steps: [storage, monitoring] }, chain(storage, monitoring), 'strict'],
    ['wrong in another order', { steps: [storage, monitoring] }, chain(monitoring, storage), 'wrong'],
    ['right in any order', { steps: [storage, monitoring], any_order: true }, chain(monitoring, storage), 'strict'],
    ['wrong with a step too few', { steps: [storage, monitoring] }, {}, 'wrong'],
    ['wrong with a step too many', {}, chain(storage, monitoring), 'wrong'],
    ['accepted with other steps', { accept_steps: [[storage, monitoring]] }, chain(storage, monitoring), 'lenient'],
  ] as const)('%s', (_, request, route, expected) => {
    expect(verdict(judged(request, route as Partial<Route>))).toBe(expected);
  });
});

describe('a line that is no labelled request is refused', () => {
  it.each([
    ['not JSON', '{"text": ', /no JSON document/],
    ['without a text', '{"label": "clarify"}', /text: /],
    ['without a label', '{"text": "hello"}', /label: /],
    ['with steps that are no list', '{"text": "a", "label": "b", "steps": "c"}', /steps: /],
  ])('%s', (_, text, message) => {
    expect(() => readLabelled(text)).toThrow(message);
  });
});

describe('an evaluation', () => {
  const rows = [
    judged({}, { confidence: 0.95 }, 1),
    judged({ label: 'compute-expert', accept: ['storage-expert'] }, { confidence: 0.85 }, 2),
    judged({ label: 'network-expert' }, { confidence: 0.3 }, 3),
    judged({ label: 'infrastructure-architect', mode: 'escalate' }, { confidence: 0.92 }, 4),
    judged({ mode: 'single' }, { ...architect, confidence: 0.7 }, 5),
    judged({ label: 'infrastructure-architect', mode: 'escalate' }, { ...architect, confidence: 0.99 }, 6),
  ];
  const evaluation = evaluate(rows, ({ confidence }) => confidence >= 0.8);

  it('counts strictly and leniently, over all and by label', () => {
    expect(evaluation).toMatchObject({ total: 6, strict: { count: 2 }, lenient: { count: 3, share: 0.5 } });
    expect(evaluation.byLabel['storage-expert']).toMatchObject({ total: 2, strict: { count: 1 } });
    expect(evaluation.byLabel['compute-expert']).toMatchObject({ strict: { count: 0 }, lenient: { count: 1 } });
  });

  it('tells what the first tier decides by itself', () => {
    expect(evaluation.decided).toMatchObject({ coverage: { count: 4, of: 6 }, lenient: { count: 3, share: 0.75 } });
    expect(evaluation.thresholds.find(({ confidence }) => confidence === 0.9)?.coverage.count).toBe(3);
  });

  it('tells unneeded and missed escalations', () => {
    expect(evaluation.escalations.unneeded).toEqual({ count: 1, of: 4, share: 0.25 });
    expect(evaluation.escalations.missed).toEqual({ count: 1, of: 2, share: 0.5 });
  });

  it('tells what was taken for what, most frequent first', () => {
    const confused = evaluation.confusion.filter(({ label, decided }) => label !== decided);
    expect(confused).toContainEqual({ label: 'network-expert', decided: 'storage-expert', count: 1 });
    expect(evaluation.mistakes).toHaveLength(3);
  });

  it('compares confidence with how often it was right', () => {
    const top = evaluation.calibration.bins.at(-1);
    expect(top).toMatchObject({ from: 0.9, right: { count: 2, of: 3 } });
    expect(top?.mean).toBeCloseTo((0.95 + 0.92 + 0.99) / 3);
  });

  it('tells how long decisions took', () => {
    expect(evaluation.decisionMs).toEqual({ p50: 4, p99: 6 });
  });

  it('of nothing says nothing', () => {
    expect(evaluate([], () => true)).toMatchObject({ total: 0, lenient: { share: null }, decisionMs: { p50: 0 } });
  });

  it('never counts more right strictly than leniently, nor loses a row', () => {
    const label = fc.constantFrom('storage-expert', 'compute-expert', 'clarify');
    const one = fc.record({
      label,
      accept: fc.array(label, { maxLength: 2 }),
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(one), (all) => {
        const some = all.map(({ confidence, ...of }) => judged(of, { confidence }));
        const { strict, lenient, byLabel, calibration, confusion } = evaluate(some, () => true);
        expect(strict.count).toBeLessThanOrEqual(lenient.count);
        expect(Object.values(byLabel).reduce((sum, { total }) => sum + total, 0)).toBe(some.length);
        expect(calibration.bins.reduce((sum, { right }) => sum + right.of, 0)).toBe(some.length);
        expect(confusion.reduce((sum, { count }) => sum + count, 0)).toBe(some.length);
      }),
    );
  });
});
