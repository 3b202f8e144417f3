import { readIntent, type IntentReading } from './intent.ts';
import { rolesOf, type Role } from './phrase.ts';
import type { Text, Token } from './text.ts';
import { deedOf, findVerb, type Deed } from './verbs.ts';

/** How many words the rules look at; a request that needs more to say what it is about is for the classifier. */
const ruleWords = 400;

/** A request as the rules see it. */
export interface Reading {
  readonly text: Text;
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

export function readRequest(text: Text): Reading {
  const tokens = text.tokens.slice(0, ruleWords);
  const roles = rolesOf(tokens);
  const verbAt = findVerb(tokens);
  const verb = verbAt === undefined ? undefined : tokens[verbAt];
  return {
    text,
    tokens,
    roles,
    line: ` ${tokens.map((token) => token.word).join(' ')} `,
    core: ` ${tokens
      .filter((_, at) => roles[at] !== 'context')
      .map((token) => token.word)
      .join(' ')} `,
    intent: readIntent({ ...text, tokens }),
    verb,
    deed: deedOf(verb),
    heads: tokens.filter((_, at) => roles[at] === 'head'),
  };
}
