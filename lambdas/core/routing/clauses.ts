import { facetOfPhrase } from './facets.ts';
import { provides, rolesOf, type Role } from './phrase.ts';
import type { Text, Token } from './text.ts';
import { deedOf } from './verbs.ts';

/** A stretch of a request that may be a piece of work of its own. */
export interface Clause {
  readonly tokens: readonly Token[];
  /** It says what to do (`and alert on it`), or what is to be there too (`with monitoring`); the first clause counts as a deed. */
  readonly kind: 'deed' | 'facet';
  /** It is to come before what was said before it (`upgrade it after taking a snapshot`). */
  readonly earlier: boolean;
}

/** A request is cut into no more pieces than this; the rest belongs to the last one. */
const maxClauses = 12;

const sequels = new Set('then afterwards afterward subsequently finally next later lastly once'.split(' '));
const joiners = new Set('and & plus also or nor but while so'.split(' '));
const companions = new Set('with w including incl plus alongside along together'.split(' '));
const adverbs =
  /^(?:also|then|please|automatically|finally|afterwards|later|next|lastly|well|to|we|i|it|should|must|need|needs|be|just|make|sure|have|get|can|you|that|they|someone|somebody|gets|is|are|them|us|me|whether)$/;

/** Nouns of the field that could be verbs: as verbs they need something after them. */
const nounVerbs = new Set(
  'load host access network test log cache share store process record report request order route proxy mount start stop right page use query count like schedule free stage issue new set email message switch pin build release export record port back copy patch clean'.split(
    ' ',
  ),
);

/** Cuts a request at its sequels, joints and companions, in the order they are said. Linear. */
export function clausesOf(text: Text): Clause[] {
  const { tokens } = text;
  const roles = rolesOf(tokens);
  const cuts: { at: number; kind: Clause['kind']; earlier: boolean }[] = [{ at: 0, kind: 'deed', earlier: false }];
  for (let at = 1; at < tokens.length && cuts.length < maxClauses; at += 1) {
    const token = tokens[at];
    const previous = tokens[at - 1];
    if (token === undefined || previous === undefined) break;
    const joined = joiners.has(previous.word) || sequels.has(previous.word) || token.before !== '';
    const sentence = /[.;?!\n]/.test(token.before);
    const last = cuts.at(-1)?.at ?? 0;
    if (last === at) continue;
    if (joined || sentence || sequels.has(token.word)) {
      const verb = verbAfter(tokens, at);
      if (
        verb !== undefined &&
        (sentence ||
          token.before !== '' ||
          joiners.has(previous.word) ||
          sequels.has(token.word) ||
          sequels.has(previous.word))
      ) {
        cuts.push({ at, kind: 'deed', earlier: false });
        continue;
      }
    }
    if (/^(?:after|once|before)$/.test(token.word) && gerund(tokens[at + 1])) {
      cuts.push({ at: at + 1, kind: 'deed', earlier: token.word !== 'before' });
      at += 1;
      continue;
    }
    const companion = accompanies(tokens, at) && !companions.has(token.word);
    // `Monitored, encrypted backups` is one thing with two attributes.
    const attribute = token.before === ',' && previous.word.endsWith('ed') && deedOf(tokens[at - 2]) !== undefined;
    const listed =
      !attribute &&
      (joiners.has(previous.word) || token.before === ',') &&
      mayList(tokens.slice(last, at), tokens, roles, at);
    if ((companion || listed) && !companions.has(token.word) && facetOfPhrase(phraseFrom(tokens, at)) !== undefined) {
      cuts.push({ at, kind: 'facet', earlier: false });
    }
  }
  return cuts
    .map((cut, index) => ({
      kind: cut.kind,
      earlier: cut.earlier,
      tokens: withoutJoints(tokens.slice(cut.at, cuts[index + 1]?.at ?? tokens.length)),
    }))
    .filter((clause) => clause.tokens.length > 0);
}

/** The `and then` between two clauses belongs to neither. */
function withoutJoints(tokens: readonly Token[]): readonly Token[] {
  const isJoint = ({ word }: Token): boolean =>
    joiners.has(word) || sequels.has(word) || companions.has(word) || /^(?:after|before|also|as|well|that)$/.test(word);
  const from = tokens.findIndex((token) => !isJoint(token));
  const to = tokens.findLastIndex((token) => !isJoint(token));
  return from < 0 ? [] : tokens.slice(from, to + 1);
}

/**
 * Whether what stands here is said to be there too. `With the …` says which one is meant (`the container with the wiki`), and what
 * something is provided with is the thing itself (`protect the wiki with backups`).
 */
function accompanies(tokens: readonly Token[], at: number): boolean {
  const word = tokens[at - 1]?.word ?? '';
  if (word === 'as') return tokens[at - 2]?.word === 'well';
  return companions.has(word) && tokens[at]?.word !== 'the' && !provides(tokens, at - 1);
}

/** The noun phrase that begins at a place, up to the next joint. */
function phraseFrom(tokens: readonly Token[], at: number): Token[] {
  const phrase: Token[] = [];
  for (const token of tokens.slice(at, at + 6)) {
    if (phrase.length > 0 && (token.before !== '' || joiners.has(token.word) || companions.has(token.word))) break;
    phrase.push(token);
  }
  return phrase;
}

/**
 * Whether `and X` adds work, rather than one more thing to watch, to open or to save: it does in company (`with backups and
 * monitoring`) and among objects, but not after a preposition (`access to the wiki and the backups`), nor after a verb of watching.
 */
function mayList(clause: readonly Token[], tokens: readonly Token[], roles: readonly Role[], at: number): boolean {
  if (inCompany(tokens, at)) return true;
  if (
    clause.some(({ word }) =>
      /^(?:monitor|alert\w*|notify|warn|watch|access|permissions?|grant|dashboards?|import|export)$/.test(word),
    )
  )
    return false;
  if (roles[at] !== 'context') return true;
  const saved = clause.some(({ word }) => /^(?:backups?|snapshots?)$/.test(word));
  return saved && /^(?:monitor|alert|notif)/.test(tokens[at]?.word ?? '');
}

/** Whether a `with` or `including` stands before a place in the same sentence. */
function inCompany(tokens: readonly Token[], at: number): boolean {
  for (let back = at - 1; back >= Math.max(0, at - 12); back -= 1) {
    if (companions.has(tokens[back]?.word ?? '')) return true;
    if (/[.;?!]/.test(tokens[back + 1]?.before ?? '')) return false;
  }
  return false;
}

/** `and have it monitored`, `and that we are notified`. */
const passive = /^(?:monitored|alerted|notified|warned|watched|informed|paged)$/;

function verbAfter(tokens: readonly Token[], at: number): number | undefined {
  for (let next = at; next < Math.min(tokens.length, at + 6); next += 1) {
    const token = tokens[next];
    if (token === undefined) return undefined;
    if (passive.test(token.word)) return next;
    if (deedOf(token) !== undefined && !adverbs.test(token.word) && imperative(token)) {
      const follower = tokens[next + 1];
      if (follower === undefined || follower.before !== '')
        return facetOfPhrase([token]) === undefined ? undefined : next;
      if (/^(?:for|on|of|in)$/.test(follower.word) && nounVerbs.has(token.word)) return undefined;
      return nounVerbs.has(token.word) &&
        !/^(?:the|a|an|it|them|all|our|its|every|up|any|my|their|that|this)$/.test(follower.word)
        ? undefined
        : next;
    }
    if (!adverbs.test(token.word) && !sequels.has(token.word) && !joiners.has(token.word)) return undefined;
  }
  return undefined;
}

/** `alerts` and `scheduled` are no commands; `alert`, `schedule` and, in a list of plans, `scheduling` are. */
function imperative(token: Token): boolean {
  return !/(?:[^s]s|ed)$/.test(token.word) || /^(?:need|embed|feed|process|address)$/.test(token.word);
}

function gerund(token: Token | undefined): boolean {
  return token !== undefined && token.word.endsWith('ing') && deedOf(token) !== undefined;
}
