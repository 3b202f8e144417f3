import { advises, movesBetweenPlatforms } from './choices.ts';
import type { Reading } from './reading.ts';

/** Why a request is the architect's, as a person would name it; one kind per line of the always-list. */
export type Trigger =
  | 'financial'
  | 'technology choice'
  | 'strategy'
  | 'roadmap'
  | 'architecture'
  | 'interdependent domains'
  | 'high risk'
  | 'novel'
  | 'after an incident';

export interface Finding {
  readonly trigger: Trigger;
  /** The words that say so. */
  readonly evidence: string;
}

type Rule = readonly [Trigger, (reading: Reading) => string | undefined];

const find = (line: string, pattern: RegExp): string | undefined => pattern.exec(line)?.[0].trim();

const money =
  /\b(?:costs?|costing|costly|tco|roi|finops|budget(?:s|ing|ary)?|prices?|pricing|expens(?:e|es|ive)|cheap(?:er|est)?|spend(?:s|ing)?|expenditures?|financ\w*|money|affordable|afford|payback|savings|save (?:money|costs|by|some)|chargeback|showback|invoices?|procure\w*|purchas\w*|capex|opex|reserved instances?|savings plans?|business case|return on investment|bang for)\b/;
const moneyCore =
  / (?:buy|buying|pay|paying|paid|billing|bills?|invest|investing|investments?|licen[cs]e costs|leasing|subscriptions?) /;
const notMoney =
  / (?:error budgets?|low cost path|ospf costs?|stp costs?|path costs?|at no cost|spending limit password) /;

const planning =
  / (?:strateg\w+|long term|longer term|multi year|(?:two|three|five|2|3|5) years? plan|vision for|moderni[sz]ation|business continuity|bcp|continuity (?:plan|concept|planning)|(?:digital|infrastructure) transformation|target picture|growth plan|plan for growing|where we want to be) /;
/** Settings that happen to be called strategies. */
const mechanism =
  / (?:rolling|update|upgrade|branching|retry|caching|cache|restart|deployment|eviction|merge) strategy /;
const roadmap =
  / (?:road ?maps?|phase plan|phased plan|phases of|phased (?:approach|rollout|migration)|milestones|plan the phases|in phases|quarterly plan(?:ning)?|sunset plan) /;

const architecture =
  / (?:architect\w*|re architect\w*|redesign\w*|re design|blueprints?|zero trust|micro ?segment\w*|landing zones?|multi ?(?:region|site|cloud|tenan\w+|datacenter)|cross (?:site|region|datacenter)|active active|active passive|hybrid cloud|greenfield|event driven|service mesh|geo ?redundan\w+|disaster proof|least trust|never trust|trust nothing|nothing is trusted|trusted by default|defen[cs]e in depth|georedundan\w+|stretched cluster|re ?platform\w*|rethink\w*) /;
const architectureNot = / (?:arm|x86|amd64|cpu|multi|64 bit|processor) architectures? /;
const designed =
  / (?:design|devise|architect|concept|plan|blueprint|come up with|think up|work out|sketch|draft|propose|define|lay out|figure out|create|develop|build|write|prepare|outline|need|want|have|make|put together|draw up) (?:\w+ ){0,7}(?:strategy|architecture|concept|topology|blueprint|target state|operating model|framework|dr plan|recovery plan|continuity plan|business continuity|disaster recovery) /;
const designedBroad =
  / (?:design|redesign|architect|devise|rethink|overhaul|rework|rearchitect) (?:\w+ ){0,5}(?:network|infrastructure|platform|system|systems|environment|cluster|datacenter|data center|solution|setup|landscape|storage|backup|identity|failover|recovery|segmentation|resilience|deployment|stack|lab|homelab|cloud|database layer|everything) /;
const places =
  /^(?:sites?|datacent(?:er|re)s?|regions?|locations?|zones?|campus(?:es)?|buildings?|offices?|continents?|countries)$/;
const takeover =
  / (?:fail ?over|fails? over|failing over|take over|takes over|taking over|disaster|dr|continuity|survives?|keep running|goes dark|burns?|burn down|outage) /;
const disaster =
  / (?:disaster recovery|business continuity|dr) (?:\w+ ){0,2}(?:strategy|plan|planning|concept|solution|setup|approach|design|capability|readiness|site|policy|architecture) /;

const incident =
  / (?:post ?mortems?|post incident|after action|lessons learned|lessons from|retrospective on|retro on|incident (?:review|report|analysis|retrospective|follow up)|outage (?:review|report|analysis|follow up)|blameless|(?:never|not|doesn't|won't|cannot|can't) (?:to )?happens? again|keep(?:s)? having (?:outages|incidents)|keeps happening|prevent (?:such|these|this|similar|future|further|another) (?:\w+ ){0,2}(?:incidents?|outages?)|systemic) /;
const rootCause =
  / (?:root causes?|rca|what went wrong|review|analy[sz]e|analysis|investigation|learn|learned|look back) /;
const calamity = / (?:outages?|incidents?|breach|data loss|meltdown|ransomware) /;

const novel =
  / (?:novel|unprecedented|never (?:been )?(?:done|tried|built|attempted)|first of its kind|first time anyone|nobody has|no one has|cutting edge|groundbreaking|completely new|entirely new|brand new kind|proof of concept|poc|feasibility|experimental (?:platform|approach|design)|research (?:how|whether|options|and design|a way)|research project|greenfield) /;

const anew =
  / (?:infrastructure|platform|network|environment|everything|lab|homelab|stack|production|datacenter) (?:\w+ ){0,3}from (?:scratch|zero) /;

const upheaval =
  / (?:wipe|wiping|destroy|drop|delete|purge|format|reinstall|rebuild|replace|rename|renumber|swap|shut down|power off|reboot|upgrade|migrate|change|re ip|switch off|cut over) (?:\w+ ){0,6}(?:all|every|entire|whole|everything|each|complete|company wide|simultaneously) /;
const stakes =
  / (?:production|prod|live|company|corporate|core|every site|all sites|each site|datacent(?:er|re)|data center|at once|one go|same time|simultaneously|entire (?:network|infrastructure|company|fleet)|whole (?:network|infrastructure|company|fleet)|business critical|mission critical|customers|domain controller|active directory) /;
const risky = / (?:high risk|highly risky|very risky|big bang|no way back|irreversible|point of no return) /;

const rules: readonly Rule[] = [
  ['financial', ({ line, core }) => (notMoney.test(line) ? undefined : (find(line, money) ?? find(core, moneyCore)))],
  [
    'after an incident',
    ({ line }) => find(line, incident) ?? (calamity.test(line) ? find(line, rootCause) : undefined),
  ],
  ['technology choice', (reading) => advises(reading) ?? movesBetweenPlatforms(reading)],
  ['roadmap', ({ line }) => find(line, roadmap)],
  ['strategy', ({ line }) => (mechanism.test(line) ? undefined : find(line, planning)) ?? find(line, disaster)],
  [
    'architecture',
    ({ line }) =>
      (architectureNot.test(line) ? undefined : find(line, architecture)) ??
      find(line, designed) ??
      find(line, designedBroad),
  ],
  ['architecture', (reading) => acrossPlaces(reading)],
  ['novel', ({ line }) => find(line, novel) ?? find(line, anew)],
  ['high risk', ({ line }) => find(line, risky) ?? (stakes.test(line) ? find(line, upheaval) : undefined)],
];

/** What of the always-list a request shows, strongest kind first; empty for most requests. */
export function findTriggers(reading: Reading): Finding[] {
  const found = new Map<Trigger, Finding>();
  for (const [trigger, rule] of rules) {
    const evidence = rule(reading);
    if (evidence !== undefined && !found.has(trigger)) found.set(trigger, { trigger, evidence });
  }
  return [...found.values()];
}

/** One place takes over from another: no single expert can make that so. */
function acrossPlaces({ tokens, line }: Reading): string | undefined {
  const words = takeover.exec(line)?.[0].trim();
  if (words === undefined) return undefined;
  const several = tokens.some((token, at) => {
    if (!places.test(token.word)) return false;
    const before = tokens.slice(Math.max(0, at - 4), at).map((t) => t.word);
    return (
      token.word.endsWith('s') ||
      before.some((word) =>
        /^(?:one|another|other|second|either|secondary|standby|main|primary|backup|a|any)$/.test(word),
      )
    );
  });
  return several ? words : undefined;
}
