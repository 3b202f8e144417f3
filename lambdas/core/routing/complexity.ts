import type { Complexity } from './route.ts';
import type { Finding } from './escalation.ts';
import type { Reading } from './reading.ts';

/** How hard a request looks, and what makes it so. */
export interface ComplexityReading {
  readonly complexity: Complexity;
  /** Named as people would: `2 domains: storage, monitoring`, `architecture ('zero trust')`. */
  readonly indicators: readonly string[];
}

const many = / (?:all|every|each|entire|whole|everywhere|fleet|company wide|both|multiple|several) (?:\w+)/;
const live = / (?:production|prod|live|customers?|business critical|mission critical|zero downtime|without downtime) /;
const long = / (?:migrat\w+|upgrade|cluster|high availability|ha|replicat\w+) /;

/**
 * simple: one expert, nothing remarkable; moderate: two experts in order, or one expert with a wide or delicate task; complex: three
 * experts in order, or a reason for the architect; very complex: several such reasons over several domains.
 */
export function readComplexity(
  reading: Reading,
  domains: readonly string[],
  findings: readonly Finding[],
): ComplexityReading {
  const indicators: string[] = [];
  if (domains.length > 1) indicators.push(`${domains.length} domains: ${domains.join(', ')}`);
  for (const { trigger, evidence } of findings) indicators.push(`${trigger} ('${evidence}')`);
  const wide = many.exec(reading.line)?.[0].trim();
  const delicate = live.exec(reading.line)?.[0].trim();
  const lengthy = long.exec(reading.line)?.[0].trim();
  if (reading.intent.intent === 'action') {
    if (wide !== undefined) indicators.push(`reaches many systems ('${wide}')`);
    if (delicate !== undefined) indicators.push(`touches what is in use ('${delicate}')`);
    if (lengthy !== undefined && findings.length === 0) indicators.push(`takes more than one step ('${lengthy}')`);
  }
  return { complexity: grade(domains.length, findings.length, indicators.length), indicators };
}

function grade(domains: number, reasons: number, indicators: number): Complexity {
  if (reasons > 1 && (domains > 2 || reasons > 2)) return 'very-complex';
  if (reasons > 0 || domains > 2) return 'complex';
  return domains > 1 || indicators > 1 ? 'moderate' : 'simple';
}
