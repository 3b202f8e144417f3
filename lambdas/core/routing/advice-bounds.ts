import { maxRounds } from '../request/question.ts';
import { adviceModes, type AdviceMode, type Routable } from './advice.ts';
import { isSure } from './confidence.ts';
import { findTriggers } from './escalation.ts';
import { interdependence } from './interdependence.ts';
import type { Reading } from './reading.ts';
import type { Route } from './route.ts';
import { routineOf } from './routine.ts';

/** Whether a model is to be asked: the first tier is unsure, and no rule has sent the request to the architect. */
export function needsAdvice(first: Route, reading: Reading): boolean {
  if (isSure(first)) return false;
  const ruled = findTriggers(reading).length > 0 || interdependence(reading, first.domains ?? []) !== undefined;
  return !(first.mode === 'escalate' && ruled);
}

/** Why a model may not decide for this mode; undefined where it may. */
export function barTo(mode: AdviceMode, reading: Reading, round: number): string | undefined {
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
