import { type AgentDefinition, architectId } from '../agent/definition.ts';
import type { DomainScores } from './domains.ts';
import { fillerWords } from './phrase.ts';
import type { Reading } from './reading.ts';
import { isOffTopic, type SmallTalk, smallTalkIn } from './small-talk.ts';
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

/** What each domain is about, for somebody who does not know the experts; of others their own description is told. */
const about: Readonly<Record<string, string>> = {
  compute: 'virtual machines and containers, their size and templates',
  network: 'VLANs, firewall rules, addresses, routes, DNS',
  storage: 'pools, shares, snapshots, backups, replication',
  security: 'accounts, credentials, certificates, who may do what',
  monitoring: 'how things stand, alerts, dashboards, logs',
  integration: 'the CMDB, Ansible and Terraform, pipelines, APIs',
};

const openings: Readonly<Record<SmallTalk, string>> = {
  greeting: 'Hello! You have reached Baton, a team of agents.',
  thanks: 'You are welcome.',
  about: 'This is Baton: a team of agents.',
  'off-topic': 'That does not sound like work for anybody here.',
};

const examples = [
  '“Add a disk to the file server”',
  '“Who may log in to the wiki?”',
  '“Back up the mail server every night, and alert us when that fails”',
];

/**
 * The question to the user: what is missing, and who could take it. Who only says hello, or wants what nobody here does, is told what
 * the team does and what one can ask it.
 *
 * @param agents who takes requests
 * @param request what the user said so far
 */
export function clarifyingQuestion(missing: Missing, agents: readonly AgentDefinition[], request: string): string {
  const talk = smallTalkIn(request) ?? (missing === 'field' || isOffTopic(request) ? 'off-topic' : undefined);
  const options = optionsOf(agents);
  if (talk === undefined) {
    return [
      `I cannot tell ${lack[missing]}. Which of these is it about?`,
      ...options,
      '',
      `For example: ${examples[0]}`,
    ].join('\n');
  }
  return [
    openings[talk],
    '',
    'What it takes on:',
    ...options,
    '- what concerns several of these, costs or plans: the architect',
    ...othersOf(agents),
    '',
    'Three things one can ask:',
    ...examples.map((example) => `- ${example}`),
    '',
    'What should be done, or found out? This request waits for your answer.',
  ].join('\n');
}

const optionsOf = (agents: readonly AgentDefinition[]): string[] =>
  agents
    .filter(({ id, team }) => team === 'infrastructure' && id !== architectId)
    .map(({ id, description, routing: { domain = id } }) => `- ${domain}: ${about[domain] ?? description}`);

function othersOf(agents: readonly AgentDefinition[]): string[] {
  const teams = [...new Set(agents.map(({ team }) => team))].filter((team) => team !== 'infrastructure');
  return teams.length === 0 ? [] : [`- work of the other teams: ${teams.sort().join(', ')}`];
}
