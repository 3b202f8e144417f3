import type { DomainScores } from './domains.ts';
import { fillerWords } from './phrase.ts';
import type { Reading } from './reading.ts';
import type { Token } from './text.ts';
import { deedOf } from './verbs.ts';

/** What cannot be told from a request: what is to be done, what it is to be done to, both, or that it is for nobody here. */
export type Missing = 'deed' | 'object' | 'both' | 'field';

/** Words that stand for a thing without saying which. */
const vague = new Set(
  (
    'thing things stuff something anything everything issue issues problem problems error errors bug bugs help support request requests question ' +
    'questions task ticket work job project system application app service setup config configuration settings setting option value values ' +
    'properly better faster bigger smaller quickly again back usual same previous last time before minor small various misc general improvement ' +
    'improvements changes change fix fixes update updates enhancement feature new old broken working wrong weird slow urgent important asap todo ' +
    'wip test testing it this that ok okay yes sure thanks subject attachment above below discussed rest others stopped happened happens went advise advice loads loading crashed occurred sir madam day morning ' +
    'monday tuesday wednesday thursday friday saturday sunday weekend tomorrow today tonight soon later now week month hm hmm well know'
  ).split(' '),
);

/** A text with a word of a field in it asks for nothing only if the classifier is this sure of it. */
const surely = 0.75;

/** Undefined where both a deed and its object can be told, or enough of them for an expert to begin with. */
export function findMissing(reading: Reading, scores: DomainScores): Missing | undefined {
  const { tokens, verb, intent } = reading;
  if (tokens.length === 0) return 'both';
  const best = scores.candidates[0];
  const evidence = best?.evidence ?? 0;
  const things = tokens.filter((token) => isThing(token, reading));
  // "The server" says what it is about, not what is wrong with it.
  const anyMachine = things.length > 0 && things.every(({ word }) => /^(?:servers?|machines?|box)$/.test(word));
  if (anyMachine && verb === undefined && intent.intent === 'action') return 'deed';
  if (things.length === 0 && !(evidence > 0.9 && tokens.length > 1)) return verb === undefined ? 'both' : 'object';
  // One bare word of a field ("backups") names the object, not the deed.
  if (tokens.length === 1 && verb === undefined && intent.intent === 'action') return bare(best?.chance ?? 0);
  if (scores.nothing < (best?.chance ?? 0) || (evidence > 0.3 && scores.nothing < surely)) return undefined;
  return verb === undefined ? 'field' : 'object';
}

const isThing = (token: Token, { verb, tokens }: Reading): boolean =>
  token !== verb &&
  !fillerWords.has(token.word) &&
  !vague.has(token.word) &&
  !/^\d+$/.test(token.word) &&
  !(deedOf(token) !== undefined && tokens.length <= 2);

/** A word that only one expert's field has is enough for that expert to begin with. */
function bare(chance: number): Missing | undefined {
  return chance >= 0.6 ? undefined : 'deed';
}

const lack: Record<Missing, string> = {
  deed: 'what you would like to have done with it',
  object: 'what it should be done to: which machine, service, network or data',
  both: 'what you would like to have done, and to what',
  field: 'which part of the infrastructure this is about',
};

/** The question to the user: what is missing, and who could take it. `domains` are in words, as the registry names them. */
export function clarifyingQuestion(missing: Missing, domains: readonly string[]): string {
  const options =
    domains.length > 1 ? `${domains.slice(0, -1).join(', ')} or ${domains.at(-1) ?? ''}` : domains.join('');
  const example = 'For example: "add a disk to the file server" or "who may log in to the wiki?"';
  return `I cannot tell ${lack[missing]}. Is it about ${options}? ${example}`;
}
