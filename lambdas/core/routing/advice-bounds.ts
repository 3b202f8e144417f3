import { maxRounds } from '../request/question.ts';
import { adviceModes, type AdviceMode, type Routable } from './advice.ts';
import { isSure } from './confidence.ts';
import { deciders } from './describe-verdict.ts';
import type { Reading } from './reading.ts';
import type { Route } from './route.ts';
import { routineOf } from './routine.ts';

/** Whether a model is to be asked: the first tier is unsure, and no rule has sent the request to the architect. */
export const needsAdvice = (first: Route): boolean =>
  !isSure(first) && !(first.mode === 'escalate' && first.decidedBy === deciders.rules);

/** Why a model may not decide for this mode; undefined where it may. */
export function barTo(mode: AdviceMode, reading: Reading, round: number): string | undefined {
  if (mode === 'workflow' && reading.intent.intent === 'question') return 'a question is no workflow’s';
  const routine = mode === 'escalate' || mode === 'workflow' ? routineOf(reading) : undefined;
  if (routine !== undefined) return `${routine} is ${mode === 'escalate' ? 'never escalated' : 'no workflow’s'}`;
  return mode === 'clarify' && round >= maxRounds ? `the user was asked ${maxRounds} times` : undefined;
}

/** The modes that a model may decide for. */
export const openModes = (
  reading: Reading,
  { input, workflows }: Pick<Routable, 'input' | 'workflows'>,
): AdviceMode[] =>
  adviceModes.filter(
    (mode) => barTo(mode, reading, input.round) === undefined && (mode !== 'workflow' || workflows.length > 0),
  );
