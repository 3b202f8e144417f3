import fc from 'fast-check';
import { cyclesIn, reversed } from '../../../../lambdas/core/planning/graph.ts';
import { parsePlan } from '../../../../lambdas/core/planning/plan.ts';

const agents = new Set(['network-expert', 'storage-expert']);

const task = (taskId: string, dependsOn: string[] = [], agentId = 'network-expert') => ({
  taskId,
  agentId,
  instruction: `Do ${taskId}`,
  expects: `${taskId} is done`,
  dependsOn,
});

function faultsOf(...tasks: unknown[]): string[] {
  try {
    parsePlan({ tasks }, agents);
  } catch (error) {
    const { name, faults } = error as { name: string; faults: { field: string; message: string }[] };
    expect(name).toBe('PlanInvalid');
    return faults.map(({ field, message }) => `${field} ${message}`);
  }
  return [];
}

describe('a plan', () => {
  it('of tasks that wait for earlier and later ones is taken as it is', () => {
    const plan = parsePlan({ tasks: [task('b', ['a']), task('a'), task('c', ['a', 'b'])] }, agents);
    expect(plan.tasks.map(({ taskId }) => taskId)).toEqual(['b', 'a', 'c']);
  });

  it.each<[string, unknown[], string[]]>([
    ['an agent that is not there', [task('a', [], 'nobody')], ['a.agentId "nobody" is no agent']],
    ['the id of the planning', [task('plan')], ['plan is an id that the system keeps for itself']],
    ['the id of the combination', [task('combine')], ['combine is an id that the system keeps for itself']],
    ['an id that is there twice', [task('a'), task('a')], ['a is the id of two tasks']],
    ['a dependency that is not there', [task('a', ['z'])], ['a.dependsOn "z" is no task of the plan']],
    ['a task that waits for itself', [task('a', ['a'])], ['a.dependsOn names the task itself']],
    ['a circle of two', [task('a', ['b']), task('b', ['a'])], ['tasks wait for each other: a → b → a']],
    [
      'a circle behind others',
      [task('x', ['a']), task('a', ['b']), task('b', ['c']), task('c', ['a'])],
      ['tasks wait for each other: a → b → c → a'],
    ],
  ])('with %s is refused', (_name, tasks, expected) => {
    expect(faultsOf(...tasks)).toEqual(expected);
  });

  it('is told all its faults at once', () => {
    const many = Array.from({ length: 500 }, (_, n) => task(`t${n}`));
    const faulty = [task('a', ['a', 'z'], 'nobody'), task('b', ['c']), task('c', ['b']), task('c')];
    expect(faultsOf(...faulty, ...many)).toEqual([
      'tasks are 504; a plan has at most 500',
      'tasks wait for each other: b → c → b',
      'a.agentId "nobody" is no agent',
      'a.dependsOn names the task itself',
      'a.dependsOn "z" is no task of the plan',
      'c is the id of two tasks',
    ]);
  });

  it('is told them in one message, of very many the first and how many more there are', () => {
    const plan = { tasks: Array.from({ length: 10_000 }, (_, n) => task(`t${n}`, [`t${n}`], 'nobody')) };
    const refusal =
      /^the plan cannot be run: tasks: are 10000; a plan has at most 500; t0\.agentId.*; and 19\d\d\d more$/;
    expect(() => parsePlan(plan, agents)).toThrow(refusal);
  });

  it('has what is wrong with its form hide nothing that is wrong with how it hangs together', () => {
    const faults = faultsOf({ ...task('a', ['b']), instruction: 7 }, task('b', ['a']), task('no id!', ['z']));
    expect(faults).toEqual([
      expect.stringContaining('tasks.0.instruction'),
      expect.stringContaining('tasks.2.taskId'),
      'tasks wait for each other: a → b → a',
      'no id!.dependsOn "z" is no task of the plan',
    ]);
  });

  it('has a long circle shown by its two ends', () => {
    const ring = Array.from({ length: 50 }, (_, n) => task(`t${n}`, [`t${(n + 1) % 50}`]));
    expect(faultsOf(...ring)).toEqual([
      expect.stringMatching(/^tasks wait for each other: t0 → t1 → .* → t9 → … 31 more … → t41 → .* → t49 → t0$/),
    ]);
  });

  it('without tasks, or of another shape, is refused', () => {
    expect(faultsOf()).toHaveLength(1);
    expect(faultsOf({ taskId: '../x' })[0]).toContain('tasks.0');
    expect(() => parsePlan(null, agents)).toThrow('the plan cannot be run');
  });

  it('of more than 500 tasks is refused, whatever they are', () => {
    expect(faultsOf(...Array.from({ length: 10_000 }, () => null))).toEqual([
      'tasks are 10000; a plan has at most 500',
    ]);
    expect(faultsOf(...Array.from({ length: 500 }, (_, n) => task(`t${n}`)))).toEqual([]);
  });
});

describe('cycles', () => {
  const graph = fc.array(fc.tuple(fc.nat(12), fc.nat(12)), { maxLength: 40 }).map((pairs) => {
    const edges = new Map<string, string[]>(Array.from({ length: 13 }, (_, n) => [`n${n}`, []]));
    for (const [from, to] of pairs) edges.get(`n${from}`)?.push(`n${to}`);
    return edges;
  });

  it('are real, and there are none exactly when the nodes can be put in order', () => {
    fc.assert(
      fc.property(graph, (edges) => {
        const cycles = cyclesIn(edges);
        for (const cycle of cycles) {
          cycle.forEach((node, at) => expect(edges.get(node)).toContain(cycle[(at + 1) % cycle.length]));
        }
        expect(cycles.length === 0).toBe(canBeOrdered(edges));
      }),
    );
  });

  it('are told of every knot, no two through the same node', () => {
    fc.assert(
      fc.property(graph, (edges) => {
        const told = cyclesIn(edges).flat();
        expect(new Set(told).size).toBe(told.length);
        const reach = new Map([...edges.keys()].map((node) => [node, reachedFrom(node, edges)]));
        for (const [node, reached] of reach) {
          if (!reached.has(node)) continue;
          expect(told.some((other) => reached.has(other) && reach.get(other)?.has(node))).toBe(true);
        }
      }),
    );
  });

  it('are looked for in a chain of any length', () => {
    const edges = new Map(Array.from({ length: 100_000 }, (_, n) => [`n${n}`, [`n${n + 1}`]]));
    expect(cyclesIn(edges)).toEqual([]);
  });

  it('have the same edges backwards', () => {
    expect(
      reversed(
        new Map([
          ['a', []],
          ['b', ['a', 'a']],
          ['c', ['a', 'b', 'z']],
        ]),
      ),
    ).toEqual(
      new Map([
        ['a', ['b', 'c']],
        ['b', ['c']],
        ['c', []],
      ]),
    );
  });
});

/** Whom a node points at, and whom those point at, and so on. */
function reachedFrom(node: string, edges: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set<string>(edges.get(node));
  for (const one of reached) for (const next of edges.get(one) ?? []) reached.add(next);
  return reached;
}

/** Takes away whoever points at nobody that is left, until nobody is left or everybody points at somebody. */
function canBeOrdered(edges: ReadonlyMap<string, readonly string[]>): boolean {
  const left = new Set(edges.keys());
  for (let before = -1; before !== left.size;) {
    before = left.size;
    for (const node of left) if (!edges.get(node)?.some((target) => left.has(target))) left.delete(node);
  }
  return left.size === 0;
}
