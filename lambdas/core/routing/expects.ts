import type { Reading } from './reading.ts';
import type { Deed } from './verbs.ts';

const results: Record<Deed, string> = {
  create: 'It exists and works',
  change: 'The change is in force, and what depends on it still works',
  remove: 'It is gone, and nothing that is still needed went with it',
  repair: 'It works again, and the cause is known',
  move: 'It is in its new place and works there, with nothing lost',
  watch: 'It is watched, and a test has shown that a fault is noticed',
  allow: 'It works for those it is meant for, and for nobody else',
  forbid: 'It is stopped for those it is meant for, and for nobody else',
  plan: 'It is there in writing, with the reasons',
  read: 'It is told, with when and where it was read',
};

const longest = 140;

/** One line: what should be there when a request, or one part of it, is done. */
export function expectedOutcome(reading: Reading, escalated: boolean): string {
  const subject = subjectOf(reading);
  if (escalated) return `A recommendation or plan with its reasons, risks and next steps: ${subject}`;
  if (reading.intent.intent === 'question')
    return `An answer, with what it rests on and when that was read: ${subject}`;
  return `${results[reading.deed ?? 'change']}: ${subject}`;
}

/** The request's own words, without courtesies and no longer than a line. */
function subjectOf({ text, order, verb, intent }: Reading): string {
  const wish = verb === undefined || /^(?:need|want|wish)/.test(verb.word);
  const from = wish || intent.intent === 'question' ? order.start : verb.start;
  const said = text.clean.slice(from, order.end);
  const rest = [text.clean.slice(0, order.start), text.clean.slice(order.end)]
    .join(' ')
    .replace(/[\s.]+$|^[\s.]+/g, '');
  // "Make it bigger" does not say what: the other turns do.
  const whole = rest !== '' && / (?:it|this|that|them|these|those)\b/i.test(said) ? `${said} (${rest})` : said;
  const line = whole.replace(/\s+/g, ' ').trim();
  return line.length > longest
    ? `${line
        .slice(0, longest - 1)
        .trimEnd()
        .toWellFormed()}…`
    : line;
}
