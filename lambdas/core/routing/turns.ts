import { readRequest, type Reading } from './reading.ts';
import type { RouterInput } from './router.ts';
import { readText } from './text.ts';

/** Reads a request with what was said to the questions so far: each turn that says anything is a sentence of its own. */
export function readTurns({ text, answers }: Pick<RouterInput, 'text' | 'answers'>): Reading {
  const said = [text, ...answers].map((turn) => readText(turn)).filter((turn) => turn.tokens.length > 0);
  const turns = said.map(({ clean }, at) => (at < said.length - 1 ? asSentence(clean) : clean));
  const whole = readText(answers.length === 0 ? text : turns.join('\n'));
  return readRequest(whole, said.length === 0 ? [whole] : said);
}

/** Whether a full stop was typed or not. */
const asSentence = (said: string): string => (/[\p{L}\p{N}]$/u.test(said) ? `${said}.` : said);
