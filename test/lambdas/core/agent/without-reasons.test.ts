import { buildPrompt } from '../../../../lambdas/core/agent/prompt.ts';
import { parseRegistry } from '../../../../lambdas/core/agent/registry.ts';
import { planOfRoute } from '../../../../lambdas/core/planning/plan-of-route.ts';
import { checkEscalation } from '../../../../lambdas/core/routing/escalation-check.ts';
import type { Route } from '../../../../lambdas/core/routing/route.ts';
import { type TaskSpec, taskSpecSchema } from '../../../../lambdas/core/task/task.ts';
import { aContext } from '../../../support/fixtures.ts';
import { infrastructureAgents, shippedRouter, trainingRequests } from '../../../support/routing.ts';

const registry = parseRegistry(infrastructureAgents());
const route = shippedRouter();

/** Every fortieth request that the router learns from, of every label; some of them one after the other, and some with steps implied. */
const learned = trainingRequests().filter((_, at) => at % 40 === 0);
const requests = [
  ...learned,
  ...learned.slice(0, 100).map((text, at) => `${text} and then ${learned[(at * 7 + 131) % learned.length]}`),
  'Set up automated backups for the CMDB container',
  'Deploy monitoring for new database VM',
];

const tasksOf = (decided: Route, request: string): TaskSpec[] =>
  planOfRoute(decided, {
    request,
    precautionary: checkEscalation(decided, '2026-03-02T09:00:00.000Z')?.precautionary === true,
    domainOf: (id) => registry.byId(id)?.routing.domain,
  });

/** Every text in a value, with where it stands. */
function textsIn(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) => textsIn(inner, `${path}.${name}`));
  }
  return [[path, String(value)]];
}

/** What a text says beside what the user said. */
const beside = (text: string, said: readonly string[]): string =>
  said.reduce((rest, words) => (words === '' ? rest : rest.replaceAll(words, '')), text);

describe('no task tells its expert how the route came about', () => {
  it(`in any of its fields, or in the expert's prompt, for ${requests.length} requests`, () => {
    expect(requests.length).toBeGreaterThan(200);
    const kinds = new Set<string>();
    for (const request of requests) {
      const decided = route({ text: request, round: 0, answers: [] });
      if (decided.mode === 'clarify') continue;
      kinds.add(decided.mode);
      const reasons = [...decided.reasons, ...decided.steps.flatMap(({ why }) => why ?? [])];
      const evidence = decided.indicators.filter((indicator) => indicator.includes("('"));
      for (const task of tasksOf(decided, request)) {
        expect(taskSpecSchema.parse(task)).toEqual(task);
        const agent = registry.require(task.agentId);
        const { user } = buildPrompt({ agent, task, context: aContext() });
        const said = [request.trim(), task.instruction.trim(), task.expects];
        for (const [where, text] of [...textsIn(task), ['the prompt', user] as const]) {
          const rest = beside(text, said);
          for (const reason of [...reasons, ...evidence]) {
            expect({ where, holds: rest.includes(reason) ? reason : undefined }).toEqual({ where, holds: undefined });
          }
          // A chance between 0 and 1, the tier that decided, words of the request in quotes as evidence.
          expect({ where, rest }).not.toMatchObject({
            rest: expect.stringMatching(/\b[01]\.\d|\bclassifier\b|\('|confidence/i),
          });
        }
      }
    }
    expect(kinds).toEqual(new Set(['single', 'sequential', 'escalate']));
  });
});

describe('each task of a chain', () => {
  it('names its own domain and what is to be there after it', () => {
    const text = 'Create a VM for mail and then back it up every night';
    expect(tasksOf(route({ text, round: 0, answers: [] }), text)).toMatchObject([
      {
        domain: 'compute',
        request: text,
        expects: expect.stringMatching(/^It exists and works: Create a VM for mail/),
      },
      { domain: 'storage', request: text, expects: expect.stringMatching(/: back it up every night/) },
    ]);
  });
});
