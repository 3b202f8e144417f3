import {
  type Answered,
  type EscalationCheck,
  type EscalationLine,
  escalationLines,
  evidenceLimit,
} from '../request/checklist.ts';
import { clip } from '../text/markdown.ts';
import type { Trigger } from './escalation.ts';
import { triggerOf } from './indicators.ts';
import type { Route } from './route.ts';

/** The line of the checklist that each reason for the architect answers. */
const lineOf: Readonly<Record<Trigger, EscalationLine>> = {
  financial: 'architecture',
  'technology choice': 'architecture',
  strategy: 'architecture',
  roadmap: 'architecture',
  architecture: 'architecture',
  novel: 'architecture',
  'after an incident': 'architecture',
  'interdependent domains': 'domains',
  'high risk': 'risk',
};

/** Something in use that a mistake would hit is a risk as well. */
const inUse = /^touches what is in use/;

/** Answers the checklist of an escalation from what the route found; undefined for any other route. */
export function checkEscalation(route: Route, at: string): EscalationCheck | undefined {
  if (route.mode !== 'escalate') return undefined;
  const answers = (Object.keys(escalationLines) as EscalationLine[]).map((line) => answer(line, route));
  return { at, answers, precautionary: answers.every((one) => one.answer !== 'yes') };
}

function answer(line: EscalationLine, { indicators, complexity, decidedBy }: Route): Answered<EscalationLine> {
  const by = { kind: 'rule', name: `the route (${decidedBy})` } as const;
  const said = (found: readonly string[], none: string): Answered<EscalationLine> => ({
    line,
    answer: found.length > 0 ? 'yes' : 'no',
    evidence: clip(found.length > 0 ? found.join('; ') : none, evidenceLimit),
    by,
  });
  const reasons = indicators.filter((indicator) => {
    const trigger = triggerOf(indicator);
    return trigger !== undefined && lineOf[trigger] === line;
  });
  switch (line) {
    case 'complexity':
      return said(
        complexity === 'simple' || complexity === 'moderate' ? [] : [`it is ${complexity}`],
        `it is ${complexity}`,
      );
    case 'domains':
      return said(reasons, 'no words tie its fields together');
    case 'architecture':
      return said(reasons, 'no words ask for such a decision');
    case 'risk':
      return said([...reasons, ...indicators.filter((one) => inUse.test(one))], 'no words speak of a risk');
  }
}
