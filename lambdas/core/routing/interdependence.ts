import type { Finding } from './escalation.ts';
import type { Reading } from './reading.ts';

const layers =
  / (?:across|throughout|everywhere|all layers|every layer|company wide|organi[sz]ation wide|entire|whole|comprehensive\w*|full stack|end to end|holistic|all systems|all sites|fundamental\w*) /;
const knotted =
  / (?:depend(?:s|ing|ent)? on each other|interdepend\w+|interlock\w*|tightly coupled|lock ?step|coordinated|orchestrat\w+ between|must not break|together as one|hand in hand|unified|integrated (?:solution|approach|setup)) /;

/**
 * Several domains whose parts hang together, so that no order of independent steps will do. Steps that merely follow one another, or
 * belong to one thing that is being made, are no such knot.
 */
export function interdependence({ line, deed, intent }: Reading, domains: readonly string[]): Finding | undefined {
  if (intent.intent === 'question' || domains.length < 2) return undefined;
  const finding = (evidence: string): Finding => ({ trigger: 'interdependent domains', evidence });
  const said = knotted.exec(line)?.[0].trim();
  if (said !== undefined) return finding(said);
  const ordered = / (?:then|afterwards|after that|followed by|first|finally|next|once) /.test(line);
  const wide = layers.exec(line)?.[0].trim();
  if (ordered || domains.length < 3) return undefined;
  return wide !== undefined && deed !== 'move' && domains[0] !== 'compute' ? finding(wide) : undefined;
}
