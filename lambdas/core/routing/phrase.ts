import type { Token } from './text.ts';
import { deedOf } from './verbs.ts';

/**
 * What a word does in its sentence. `object`: among what is to be changed; `head`: the very thing (in `resize the disk of web1`,
 * the disk); `context`: where, for whom, with what. A request is routed by its head, not by the words around it.
 */
export type Role = 'object' | 'head' | 'context';

const contextWords = new Set(
  (
    'for on in from at with using by via to into onto of before after when while if because since so that which where against ' +
    'across between within without under during over than as through per behind until inside outside upon due running hosting called named'
  ).split(' '),
);

/** Finite verbs that come after what they say something about: in `the pod needs 4 GB`, the pod is the head. */
const statementVerbs = new Set(
  (
    'needs need is are was were has have keeps keep runs ran goes gets fails failed failing does did can cannot takes took stops do ' +
    "stopped should must will won't can't isn't doesn't crashes hangs expires expired wants requires"
  ).split(' '),
);

/** How something is done, never what: `automated backups` are backups. */
const manner =
  /^(?:automat(?:e|es|ed|ing|ic|ically)|unattended|regular(?:ly)?|scheduled|daily|nightly|weekly|hourly|monthly)$/;

/** A name before one of these is the machine's name: in `the Grafana container`, the container is what is changed. */
const machines =
  /^(?:vms?|machines?|containers?|lxcs?|servers?|hosts?|pods?|nodes?|box|boxes|instances?|guests?|droplets?|cts?)$/;

/** Words that carry no thing and no deed. */
export const fillerWords = new Set(
  (
    'a an the this that these those my our your his her its their some any all every each new another more most much many few ' +
    'please pls plz kindly just also again now today tomorrow asap soon i we you he she they it me us them hi hey hello dear team ' +
    'and or but not no yes be been being am is are was were do does did done have has had having can could will would shall should ' +
    'may might must need needs needed want wants like itself themselves lets let get got gets too very really bit only own same other one two ' +
    "i'd we'd i'm we're it's that's let's there here what's who's how's of to for on in at by with from as so if then than up down out " +
    'off about into over per which who whom whose going what when where why how thanks thank folks guys someone somebody everyone anybody everybody'
  ).split(' '),
);

/** One role per token. Linear: each token is looked at once. */
export function rolesOf(tokens: readonly Token[]): Role[] {
  const roles: Role[] = tokens.map(() => 'object');
  let inContext = false;
  let objectSeen = false;
  let lastThing = -1;
  const closeHead = (): void => {
    if (lastThing >= 0) roles[lastThing] = 'head';
    lastThing = -1;
  };
  tokens.forEach((token, at) => {
    if (/[.?!;\n]/.test(token.before) || (/[,:]/.test(token.before) && !objectSeen)) {
      if (!inContext) closeHead();
      inContext = false;
      objectSeen = false;
    }
    if (contextWords.has(token.word) && !leadsToObject(tokens, at)) {
      // "of" keeps the head before it; at the very start ("for the nas: …") the sentence has its object still to come.
      if (!inContext) closeHead();
      inContext = true;
    } else if (statementVerbs.has(token.word)) {
      if (!inContext) closeHead();
      else if (!objectSeen || !/^(?:that|which|who)$/.test(tokens[at - 1]?.word ?? '')) inContext = false;
    } else if (inContext || token.possessive || manner.test(token.word) || names(tokens, at)) {
      roles[at] = 'context';
    } else if (!fillerWords.has(token.word)) {
      objectSeen = true;
      // A participle at the end (`needs monitoring deployed`) is no thing.
      if (!/^\d/.test(token.word) && !(token.word.endsWith('ed') && deedOf(token) !== undefined)) lastThing = at;
    }
    if (inContext) roles[at] = 'context';
  });
  if (!inContext) closeHead();
  return roles;
}

function names(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  const token = tokens[at];
  if (token === undefined || next === undefined || next.before !== '') return false;
  return (
    machines.test(next.word) && !machines.test(token.word) && token.word !== 'virtual' && deedOf(token) === undefined
  );
}

const particles = /^(?:on|off|in|up|out|over|down)$/;
const phrasal =
  /^(?:turn|switch|set|spin|roll|log|bring|hook|shut|stand|fire|lock|power|sign|cut|scale|clean|free|start|boot|back|throw|take|open|close)(?:ing|ed|s)?$/;
const deliverers = /^(?:set|put|get|bring|protect|cover|equip|furnish|safeguard)$/;

/**
 * A preposition after which the thing still comes: a verb's own particle (`turn on backups`), what is said of a pronoun (`add it to
 * Grafana`), and what a thing is provided with (`put the wiki under monitoring`).
 */
function leadsToObject(tokens: readonly Token[], at: number): boolean {
  const word = tokens[at]?.word ?? '';
  const before = tokens[at - 1]?.word ?? '';
  const pronoun = /^(?:it|them|this|these|those)$/;
  if (pronoun.test(before) || (particles.test(before) && pronoun.test(tokens[at - 2]?.word ?? ''))) return true;
  if (particles.test(word) && phrasal.test(before)) return true;
  if (word === 'to' && /^(?:be|have|get|back|run)$/.test(tokens[at + 1]?.word ?? '')) return true;
  return provides(tokens, at);
}

/** Whether a `with`, `under` or `onto` says what something is provided with; then it is no company of a thing that is made. */
export function provides(tokens: readonly Token[], at: number): boolean {
  const word = tokens[at]?.word ?? '';
  for (let back = at - 1; back >= Math.max(0, at - 10); back -= 1) {
    const verb = tokens[back]?.word ?? '';
    if (!deliverers.test(verb)) continue;
    if (tokens[back + 1]?.word === 'up') return false;
    return (
      /^(?:onto|under|into)$/.test(word) ||
      (word === 'with' && /^(?:set|protect|cover|equip|furnish|safeguard)$/.test(verb))
    );
  }
  return false;
}
