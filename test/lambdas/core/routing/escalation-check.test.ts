import fc from 'fast-check';
import { escalationCheckSchema, escalationLines } from '../../../../lambdas/core/request/checklist.ts';
import { checkEscalation } from '../../../../lambdas/core/routing/escalation-check.ts';
import { indicatorWords, triggerOf } from '../../../../lambdas/core/routing/indicators.ts';
import { modes } from '../../../../lambdas/core/routing/route.ts';
import { aRoute, shippedRouter } from '../../../support/routing.ts';

const at = '2026-03-02T09:00:00.000Z';
const route = shippedRouter();
const checked = (text: string) => checkEscalation(route({ text, round: 0, answers: [] }), at);
const linesOf = (text: string) =>
  checked(text)
    ?.answers.filter(({ answer }) => answer === 'yes')
    .map(({ line }) => line);

describe('the checklist of an escalation', () => {
  it.each([
    ['Design a zero trust network', ['complexity', 'architecture']],
    ['What would it cost to run our own mail?', ['complexity', 'architecture']],
    ['Segment networks, rotate secrets and alert on everything, company-wide', ['complexity', 'domains']],
    ['Reboot all production hypervisors at once', ['complexity', 'risk']],
  ])('of %j is answered yes where its words say so', (text, lines) => {
    expect(linesOf(text)).toEqual(lines);
    expect(checked(text)?.precautionary).toBe(false);
  });

  it('with no line answered yes is a precaution', () => {
    const check = checkEscalation(
      aRoute({ mode: 'escalate', indicators: ['no domain is clear: storage 0.31 at best'] }),
      at,
    );
    expect(check).toMatchObject({ precautionary: true });
    expect(check?.answers.map(({ answer }) => answer)).toEqual(['no', 'no', 'no', 'no']);
  });

  it('is there for an escalation and for nothing else, says who answered, and can be kept', () => {
    const indicator = fc.oneof(
      fc.string(),
      fc.constantFrom("architecture ('x')", "high risk ('y')", '3 domains: a, b, c'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...modes), fc.array(indicator), fc.string(), (mode, indicators, decidedBy) => {
        const check = checkEscalation(aRoute({ mode, indicators, decidedBy }), at);
        if (mode !== 'escalate') return expect(check).toBeUndefined();
        expect(escalationCheckSchema.parse(check)).toEqual(check);
        expect(check?.answers.map(({ line }) => line)).toEqual(Object.keys(escalationLines));
        expect(check?.answers.every(({ by }) => by.kind === 'rule' && by.name === `the route (${decidedBy})`)).toBe(
          true,
        );
        return expect(check?.precautionary).toBe(check?.answers.every(({ answer }) => answer !== 'yes'));
      }),
    );
  });
});

describe('an indicator in words', () => {
  it('says neither what it was read from nor how sure the router was', () => {
    expect(indicatorWords("architecture ('zero trust')")).toBe('it is an architectural decision');
    expect(indicatorWords("to be planned before it is done ('overhaul', 'lab')")).toBe(
      'it reads like something to be planned before it is done',
    );
    expect(indicatorWords('no domain is clear: storage 0.31 at best')).toBe(
      'whose field it is cannot be told from its words',
    );
    expect(indicatorWords('3 domains: network, storage, security')).toBe('3 domains: network, storage, security');
  });

  it('is a reason for the architect where it is one', () => {
    expect(triggerOf("novel ('x')")).toBe('novel');
    expect(triggerOf("reaches many systems ('all hosts')")).toBeUndefined();
    expect(triggerOf('toString')).toBeUndefined();
  });
});
