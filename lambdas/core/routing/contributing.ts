import type { DomainScores } from './domains.ts';
import type { Finding, Trigger } from './escalation.ts';
import type { Experts } from './experts.ts';
import type { Part } from './parts.ts';
import type { Reading } from './reading.ts';

/** How much the registry's words must say for a domain that no part of the request is given to; half a keyword in a good place. */
const said = 0.5;

/** How sure the router must be of whose part it is. */
const clear = 0.45;

/** What is asked for is a decision and not work: there is nothing that experts could prepare yet. */
const decisions: ReadonlySet<Trigger> = new Set(['financial', 'technology choice', 'roadmap', 'after an incident']);

/**
 * The domains whose experts have a part in what the architect plans: those of the request's clear parts first, then those that its words
 * name, clearest first. None for a question, and none where all that is wanted is a decision.
 *
 * @param findings why it is the architect's
 * @param architect the architect's own domain
 */
export function contributingDomains(
  of: { readonly reading: Reading; readonly scores: DomainScores; readonly experts: Experts },
  parts: readonly Part[],
  findings: readonly Finding[],
  architect: string,
): string[] {
  const decides = findings.length > 0 && findings.every(({ trigger }) => decisions.has(trigger));
  if (of.reading.intent.intent === 'question' || decides) return [];
  const given = parts.filter(({ chance }) => chance >= clear).map(({ agentId }) => of.experts.domainOf(agentId));
  const named = of.scores.candidates
    .filter(({ evidence }) => evidence >= said)
    .map(({ agentId }) => of.experts.domainOf(agentId));
  return [...new Set([...given, ...named])].filter((domain) => domain !== architect);
}
