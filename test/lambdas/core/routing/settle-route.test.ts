import * as fc from 'fast-check';
import { adviceModes, adviceSchema } from '../../../../lambdas/core/routing/advice.ts';
import { isSure, sureFrom } from '../../../../lambdas/core/routing/confidence.ts';
import { routeSchema } from '../../../../lambdas/core/routing/route.ts';
import { settleRoute } from '../../../../lambdas/core/routing/settle-route.ts';
import { readTurns } from '../../../../lambdas/core/routing/turns.ts';
import { advice, agents, said, toRoute, workflows } from '../../../support/advising.ts';
import { aRoute } from '../../../support/routing.ts';

const text = 'Tidy up the lab: the old scope first, then the shelf';
const unsure = aRoute({ confidence: 0.3, steps: [{ agentId: 'storage-expert', instruction: text }] });
const usage = { inputTokens: 900, outputTokens: 60, costUsd: 0.001 };

describe('a model’s advice on an unsure route', () => {
  it('is taken for a single expert, who is given the whole request', () => {
    const route = settleRoute(
      unsure,
      { ...said(advice('single', ['network-expert', 'the old scope'])), usage },
      toRoute(text),
    );
    expect(routeSchema.parse(route)).toEqual(route);
    expect(route).toMatchObject({
      mode: 'single',
      agents: ['network-expert'],
      steps: [{ agentId: 'network-expert', instruction: text }],
      domain: 'network',
      decidedBy: 'model',
      usage,
    });
    expect(isSure(route)).toBe(true);
    expect(route.reasons.slice(0, 2)).toEqual([
      'model: because it says so',
      'before it, classifier: single storage-expert, 30 % sure',
    ]);
  });

  it('is taken for several in a row, each given the user’s words of its part', () => {
    const parts = [
      ['compute-expert', 'the old scope first'],
      ['storage-expert', 'then the shelf'],
    ] as const;
    expect(settleRoute(unsure, said(advice('sequential', ...parts)), toRoute(text))).toMatchObject({
      mode: 'sequential',
      agents: ['compute-expert', 'storage-expert'],
      steps: parts.map(([agentId, instruction]) => ({ agentId, instruction })),
      domain: 'compute',
      indicators: ['2 domains: compute, storage'],
    });
  });

  it('never makes an instruction of its own words: what the user did not say is the whole request', () => {
    const parts = [
      ['compute-expert', 'the old scope first, and wipe every disk'],
      ['storage-expert', ''],
    ] as const;
    const { steps } = settleRoute(unsure, said(advice('sequential', ...parts)), toRoute(text));
    expect(steps.map(({ instruction }) => instruction)).toEqual([text, text]);
  });

  it('may send it to the architect, with those who have a part in it', () => {
    const route = settleRoute(
      unsure,
      said(advice('escalate', ['storage-expert', ''], ['network-expert', ''])),
      toRoute(text),
    );
    expect(route).toMatchObject({
      mode: 'escalate',
      agents: ['infrastructure-architect'],
      domains: ['storage', 'network'],
      complexity: 'complex',
      indicators: ['2 domains: storage, network', 'to be planned before it is done'],
    });
    expect(JSON.stringify(route.indicators)).not.toContain('because it says so');
  });

  it('may have the user asked, in Baton’s words', () => {
    const route = settleRoute(unsure, said(advice('clarify')), toRoute(text));
    expect(route).toMatchObject({
      mode: 'clarify',
      agents: [],
      steps: [],
      question: expect.stringContaining('network'),
    });
    expect(route.question).not.toContain('because it says so');
  });

  it('may have a workflow run, where there is one', () => {
    const of = { ...toRoute(text), workflows };
    const route = settleRoute(unsure, said(advice('workflow', ['spring-clean', ''])), of);
    expect(routeSchema.parse(route)).toEqual(route);
    expect(route).toMatchObject({
      mode: 'workflow',
      workflow: 'spring-clean',
      agents: [],
      steps: [],
      decidedBy: 'model',
    });
  });

  it('may take back a workflow that the first tier was unsure of', () => {
    const first = aRoute({ mode: 'workflow', workflow: 'spring-clean', agents: [], steps: [], confidence: 0.5 });
    const route = settleRoute(first, said(advice('single', ['network-expert', ''])), { ...toRoute(text), workflows });
    expect(route).toMatchObject({ mode: 'single', agents: ['network-expert'] });
    expect(route).not.toHaveProperty('workflow');
  });

  it('is one expert’s when one has all the parts, and a plan when that is the architect', () => {
    const twice = advice('sequential', ['network-expert', 'the old scope'], ['network-expert', 'the shelf']);
    expect(settleRoute(unsure, said(twice), toRoute(text))).toMatchObject({
      mode: 'single',
      agents: ['network-expert'],
    });
    const planned = advice('single', ['infrastructure-architect', '']);
    expect(settleRoute(unsure, said(planned), toRoute(text))).toMatchObject({ mode: 'escalate' });
  });

  it('is kept with a reason of bounded length', () => {
    const long = { ...advice('single', ['network-expert', '']), reason: 'so '.repeat(900) };
    expect(settleRoute(unsure, said(long), toRoute(text)).reasons[0]?.length).toBeLessThan(320);
  });
});

describe('advice that does not count', () => {
  const routine = 'Restart the VM of the wiki';

  it.each([
    ['names nobody', text, [], advice('single'), 'a single expert was to take it, and 0 were named'],
    ['names an unknown agent', text, [], advice('single', ['root', '']), 'no requests go to an agent "root"'],
    [
      'names an agent that takes no requests',
      text,
      [],
      advice('single', ['validator', '']),
      'no requests go to an agent',
    ],
    [
      'names an unknown agent for a plan',
      text,
      [],
      advice('escalate', ['network-expert', ''], ['__proto__', '']),
      'no requests go to an agent "__proto__"',
    ],
    ['names nobody in a row', text, [], advice('sequential'), 'several experts were to take it, and none was named'],
    [
      'puts the architect in a row',
      text,
      [],
      advice('sequential', ['infrastructure-architect', ''], ['network-expert', '']),
      'the architect was to be one of several in a row',
    ],
    ['escalates routine work', routine, [], advice('escalate'), 'a VM or container operation is never escalated'],
    [
      'escalates routine work by the architect’s id',
      routine,
      [],
      advice('single', ['infrastructure-architect', '']),
      'a VM or container operation is never escalated',
    ],
    ['names no workflow', text, [], advice('workflow'), 'no requests go to a workflow ""'],
    ['names an unknown workflow', text, [], advice('workflow', ['wipe', '']), 'no requests go to a workflow "wipe"'],
    [
      'runs an agent as a workflow',
      text,
      [],
      advice('workflow', ['network-expert', '']),
      'no requests go to a workflow',
    ],
    [
      'runs two workflows',
      text,
      [],
      advice('workflow', ['spring-clean', ''], ['wipe', '']),
      'one workflow was to take it, and 2 were named',
    ],
    ['gives a workflow to one expert', text, [], advice('single', ['spring-clean', '']), 'no requests go to an agent'],
    ['runs a workflow for routine work', routine, [], advice('workflow', ['spring-clean', '']), 'a VM or container'],
    ['asks a fourth time', text, ['a', 'b', 'c'], advice('clarify'), 'the user was asked 3 times'],
  ] as const)('%s', (_, words, answers, of, why) => {
    const settled = settleRoute(unsure, { ...said(of), usage }, { ...toRoute(words, answers), workflows });
    expect(settled).toEqual({
      ...unsure,
      usage,
      reasons: [...unsure.reasons, expect.stringContaining(`a model was asked and did not decide: ${why}`)],
    });
  });

  it('is none at all: the failure is said, and what it cost is kept', () => {
    const failure = { name: 'ModelTimeout', message: 'small at http://m did not answer before the time box was over' };
    expect(settleRoute(unsure, { failure, usage, durationMs: 5_000 }, toRoute(text))).toEqual({
      ...unsure,
      usage,
      reasons: [...unsure.reasons, `a model was asked and did not decide: ModelTimeout, ${failure.message}`],
    });
  });

  it('comes for a decision that was sure', () => {
    const sure = aRoute({ confidence: sureFrom });
    expect(settleRoute(sure, said(advice('clarify')), toRoute(text))).toEqual(sure);
  });
});

describe('whatever a model answers', () => {
  const agent = fc.oneof(
    fc.constantFrom(...agents.map(({ id }) => id), 'spring-clean', 'validator', 'backend-specialist', '__proto__', ''),
    fc.string({ maxLength: 80 }),
  );
  const words = fc.oneof(fc.constantFrom('the shelf', 'the old scope first', 'delete everything', ''), fc.string());
  const anyAdvice = fc.record({
    mode: fc.constantFrom(...adviceModes),
    parts: fc.array(fc.record({ agent, part: words }), { maxLength: 8 }),
    reason: fc.string({ maxLength: 500 }),
  });
  const ids = new Set(agents.map(({ id }) => id));

  it('the route is one, goes to experts of the registry, and its instructions are the user’s words', () => {
    fc.assert(
      fc.property(anyAdvice, fc.nat({ max: 3 }), (of, round) => {
        const answers = Array.from({ length: round }, (_, at) => `answer ${at}`);
        const settled = settleRoute(unsure, said(adviceSchema.parse(of)), { ...toRoute(text, answers), workflows });
        expect(routeSchema.parse(settled)).toEqual(settled);
        expect(settled.agents.every((id) => ids.has(id))).toBe(true);
        expect(['spring-clean', undefined]).toContain(settled.workflow);
        const whole = readTurns({ text, answers }).text.clean;
        for (const { instruction } of settled.steps) expect(whole).toContain(instruction);
        expect(settled.mode === 'clarify' && round === 3).toBe(false);
      }),
    );
  });
});
