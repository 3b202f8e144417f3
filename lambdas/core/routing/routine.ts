import type { Finding } from './escalation.ts';
import { fillerWords } from './phrase.ts';
import type { Reading } from './reading.ts';

/**
 * Work that never goes to the architect, however it is decorated. Each kind is told by the deed and by the very thing it is done
 * to.
 */
const kinds: readonly (readonly [string, RegExp])[] = [
  ['a VM or container operation', / (?:vms?|virtual machines?|containers?|lxcs?|instances?|guests?|pods?|droplets?) /],
  ['a firewall rule', / (?:firewall rules?|ports? \d+|rules?|inbound|outbound|ssh|rdp|telnet|traffic) /],
  ['a backup configuration', / (?:backups?|back up|backed up|snapshots?) /],
  [
    'a rotation of credentials',
    / (?:rotate|rotation|renew|reset|change) (?:\w+ ){0,4}(?:credentials?|passwords?|keys?|secrets?|tokens?|certificates?|certs?) /,
  ],
  ['a threshold of an alert', / (?:alerts?|thresholds?|alarms?) /],
  ['an update of the CMDB', / (?:cmdb|netbox|inventory records?|configuration items?) /],
];

/** The routine kind of a request, or undefined. Plans, questions and choices are never routine. */
export function routineOf(reading: Reading): string | undefined {
  if (reading.intent.intent === 'question' || reading.deed === undefined || reading.deed === 'plan') return undefined;
  return kinds.find(([, pattern]) => pattern.test(reading.core))?.[0];
}

/** Below this chance of the architect, a word of money is part of a name: `the cost tracker`, `the billing service`. */
const namedOnly = 0.3;

/** Whole departments and products are called so; it takes more to make that a question of money. */
const departments = /^(?:billing|bills?|invoices?|invoicing|financ\w*|pricing|prices?|expens\w*|subscriptions?)$/;
const departmentOnly = 0.5;

/** Drops what only the surroundings of routine work say: in `a VM for the cost tracker`, the cost is not what is asked about. */
export function withoutSurroundings(findings: readonly Finding[], reading: Reading, architect: number): Finding[] {
  const kept = findings.filter(
    ({ trigger, evidence }) => trigger !== 'financial' || isAboutMoney(evidence, reading, architect),
  );
  if (routineOf(reading) === undefined) return kept;
  return kept.filter(({ evidence }) => evidence.split(' … ').every((words) => reading.core.includes(` ${words} `)));
}

function isAboutMoney(evidence: string, reading: Reading, architect: number): boolean {
  if (isPartOfName(evidence, reading)) return false;
  if (departments.test(evidence)) return architect >= departmentOnly;
  if (reading.intent.intent === 'question' || architect >= namedOnly || buys(reading)) return true;
  return reading.heads.some(({ word }) => word === evidence);
}

/** `cost-api`, `vm-finops`: a word joined to others is part of what something is called. */
function isPartOfName(evidence: string, { tokens, text: { clean } }: Reading): boolean {
  const own = tokens.filter(({ word }) => word === evidence);
  const joined = /[-_/.@\d]/;
  return (
    own.length > 0 &&
    own.every(({ start, end }) => joined.test(clean[start - 1] ?? '') || /[-_/@\d]/.test(clean[end] ?? ''))
  );
}

/** Whether it opens with buying: then the money is what is asked for, whatever is bought. */
function buys({ tokens }: Reading): boolean {
  const first = tokens.find(({ word }) => !fillerWords.has(word));
  return first !== undefined && /^(?:buy|purchas|procur)/.test(first.word);
}
