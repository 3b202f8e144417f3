import { readIntent, type IntentReading } from './intent.ts';
import { rolesOf, type Role } from './phrase.ts';
import type { Text, Token } from './text.ts';
import { deedOf, findVerb, type Deed } from './verbs.ts';

/** How many words the rules look at; a request that needs more to say what it is about is for the classifier. */
const ruleWords = 400;

/** A request as the rules see it. */
export interface Reading {
  readonly text: Text;
  /** Where in the text the part stands that says what is to be done: the request itself, or one of the answers. */
  readonly order: { readonly start: number; readonly end: number };
  readonly tokens: readonly Token[];
  readonly roles: readonly Role[];
  /** The words with one blank between them and around them, for patterns. */
  readonly line: string;
  /** The same without what stands in context: only what is to be changed and how. */
  readonly core: string;
  readonly intent: IntentReading;
  readonly verb: Token | undefined;
  readonly deed: Deed | undefined;
  readonly heads: readonly Token[];
}

/** Reads a text that was said in several turns, `said`, each a sentence of its own. */
export function readRequest(text: Text, said: readonly Text[] = [text]): Reading {
  const tokens = text.tokens.slice(0, ruleWords);
  const roles = rolesOf(tokens);
  const order = orderAmong(tokens, said) ?? { tokens, clean: text.clean };
  const verbAt = findVerb(order.tokens);
  const verb = verbAt === undefined ? undefined : order.tokens[verbAt];
  return {
    text,
    order: said.length === 1 ? { start: 0, end: text.clean.length } : spanOf(order.tokens, text.clean),
    tokens,
    roles,
    line: ` ${tokens.map((token) => token.word).join(' ')} `,
    core: ` ${tokens
      .filter((_, at) => roles[at] !== 'context')
      .map((token) => token.word)
      .join(' ')} `,
    intent: readIntent(order),
    verb,
    deed: deedOf(verb),
    heads: tokens.filter((_, at) => roles[at] === 'head'),
  };
}

interface Turn {
  /** Its words, as they stand in the whole text. */
  readonly tokens: readonly Token[];
  readonly clean: string;
}

/** The turn that names the deed, else the one that asks; one word alone (`staging`) only says what it is about. */
function orderAmong(tokens: readonly Token[], said: readonly Text[]): Turn | undefined {
  if (said.length < 2) return undefined;
  let from = 0;
  const turns = said.map(({ clean, tokens: own }): Turn => {
    from += own.length;
    return { clean, tokens: tokens.slice(from - own.length, from) };
  });
  return (
    turns.find((turn) => turn.tokens.length > 1 && findVerb(turn.tokens) !== undefined) ??
    turns.find((turn) => readIntent(turn).intent === 'question')
  );
}

function spanOf(tokens: readonly Token[], clean: string): Reading['order'] {
  const end = tokens.at(-1)?.end ?? clean.length;
  const mark = /^[?!]/.test(clean.slice(end, end + 1)) ? 1 : 0;
  return { start: tokens[0]?.start ?? 0, end: end + mark };
}
