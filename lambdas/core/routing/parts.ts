import { clausesOf, type Clause } from './clauses.ts';
import type { DomainScores, Scorer } from './domains.ts';
import { facetOf, facetOfPhrase } from './facets.ts';
import type { Experts } from './experts.ts';
import { readText, type Text } from './text.ts';
import { findVerb } from './verbs.ts';

/** One expert's part of a request. */
export interface Part {
  readonly agentId: string;
  /** Its words in the request. */
  readonly text: string;
  readonly chance: number;
  /** Why it is done though the request does not say so, where nothing but experience does. */
  readonly why?: string;
}

/** A clause that speaks less clearly than this for an expert belongs to the part before it. */
const clearEnough = 0.45;

/** `grow it by 20 GB`, `keep 14 of them`: of what was named before; it takes more to make that another expert's. */
const quiteClear = 0.75;

const complaint =
  / (?:is|are|was|gets|keeps|keep|too|cannot|can't|full|fails|failed|slow|broken|high|down|runs|ran|eats|crashes|crashed|died|stopped) /;

const complains = (text: string): boolean => {
  const { tokens } = readText(text);
  return findVerb(tokens) === undefined && complaint.test(` ${tokens.map(({ word }) => word).join(' ')} `);
};

const ofSomethingSaid = ({ kind, tokens }: Clause): boolean =>
  kind === 'deed' &&
  (/^(?:it|them|this|that)$/.test(tokens[1]?.word ?? '') ||
    tokens.some(({ word }) => /^(?:them|those|these)$/.test(word))) &&
  tokens.every((token) => facetOf(token) === undefined);

/** Cuts a request into its parts, one per expert and in the order of the work; a request of one expert is one part. */
export function partsOf(text: Text, whole: DomainScores, score: Scorer, experts: Experts): Part[] {
  const byDomain = new Map([...experts.agents.keys()].map((id) => [experts.domainOf(id), id]));
  const parts: (Part & { readonly end: number; readonly start: number })[] = [];
  const clauses = clausesOf(text);
  for (const [place, clause] of clauses.entries()) {
    const first = clause.tokens[0];
    const last = clause.tokens.at(-1);
    if (first === undefined || last === undefined) continue;
    const words = text.clean.slice(first.start, last.end);
    const previous = parts.at(-1);
    const facet = clause.kind === 'facet' ? byDomain.get(facetOfPhrase(clause.tokens) ?? '') : undefined;
    // A verb alone (`encrypt and monitor the backups`) shares the object of the next one.
    const alone = clause.kind === 'deed' && clause.tokens.length === 1 && facetOf(first) === undefined;
    const shared = alone ? (clauses[place + 1]?.tokens.slice(1).map(({ word }) => word) ?? []) : [];
    const scores = clauses.length === 1 ? whole : score(readText([words, ...shared].join(' ')));
    const best = scores.candidates[0];
    if (best === undefined) continue;
    const agentId = facet ?? best.agentId;
    const chance = facet === undefined ? best.chance : Math.max(0.7, best.chance);
    const deed = clause.kind === 'facet' || findVerb(clause.tokens) !== undefined || previous === undefined;
    const clear = chance >= (ofSomethingSaid(clause) ? quiteClear : clearEnough) && chance > scores.nothing && deed;
    // "The disk is full, remove old mails" is one piece of work: a complaint and its remedy.
    const remedy =
      parts.length === 1 && complains(previous?.text ?? '') && !clause.tokens.some((token) => facetOf(token));
    if (previous !== undefined && (!clear || remedy || previous.agentId === agentId)) {
      parts[parts.length - 1] = {
        ...previous,
        text: text.clean.slice(previous.start, Math.max(previous.end, last.end)).trim(),
        end: last.end,
      };
      continue;
    }
    const part = { agentId, text: words, chance, start: first.start, end: last.end };
    // An unclear beginning ("set this up: …") belongs to what comes after it.
    if (previous !== undefined && parts.length === 1 && previous.chance < clearEnough) {
      parts[0] = { ...part, text: text.clean.slice(previous.start, last.end), start: previous.start };
    } else if (clause.earlier && previous !== undefined) parts.splice(parts.length - 1, 0, part);
    else parts.push(part);
  }
  return merged(parts);
}

/** An expert that is met twice works once, where it is met first. */
function merged(parts: readonly Part[]): Part[] {
  const byAgent = new Map<string, Part>();
  for (const part of parts) {
    const earlier = byAgent.get(part.agentId);
    byAgent.set(part.agentId, earlier === undefined ? part : { ...earlier, text: `${earlier.text}; ${part.text}` });
  }
  return [...byAgent.values()].map(({ agentId, text, chance }) => ({ agentId, text, chance }));
}
