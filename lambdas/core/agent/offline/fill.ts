import type { Playbook } from '../definition.ts';
import { askedFor, detailKinds, isDetailName, type DetailName, type Details } from './details.ts';

/** `{os}`, but neither `${VARIABLE}` nor `{{ expression }}`. */
const placeholder = /(?<![\w${])\{([a-z]+(?:-[a-z]+)*)\}(?!\})/g;

/** Puts the details into a line; what the request does not say stays visible as `<os: not said>`. */
export function fill(line: string, details: Details): string {
  return line.replace(placeholder, (whole, name: string) => (isDetailName(name) ? valueOf(name, details) : whole));
}

function valueOf(name: DetailName, details: Details): string {
  const said = details[name] ?? (name === 'name' ? details['proposed-name'] : undefined);
  // The request itself stands above the steps, so that the reader knows what it is about even where we do not.
  return said ?? (name === 'target' ? 'what was asked about' : `<${name}: not said>`);
}

/** The details that a runbook's lines refer to, each once, and names that are no detail. */
export function placeholdersOf(playbook: Playbook): { known: DetailName[]; unknown: string[] } {
  const lines = [playbook.title, ...playbook.needs, ...playbook.steps, ...playbook.verify, ...playbook.undo];
  const names = new Set(lines.flatMap((line) => [...line.matchAll(placeholder)].map((match) => match[1] ?? '')));
  const known: DetailName[] = [];
  const unknown: string[] = [];
  for (const name of names) {
    if (isDetailName(name)) known.push(name);
    else unknown.push(name);
  }
  return { known, unknown };
}

/** What a person must still supply: the runbook's own needs first, then any detail its lines use and nobody asked for. */
export function missingFrom(playbook: Playbook, details: Details): string[] {
  const asked = new Set<DetailName>();
  const lines = playbook.needs.flatMap((need) => {
    const [, name = '', question = ''] = /^([a-z]+(?:-[a-z]+)*): (.+)$/.exec(need) ?? [];
    if (!isDetailName(name)) return [fill(need, details)];
    asked.add(name);
    return details[name] === undefined ? [question] : [];
  });
  for (const name of placeholdersOf(playbook).known.map(askedFor)) {
    // A name is chosen by whoever carries the steps out, and the target is in the request: neither is asked for.
    if (name === 'name' || name === 'target' || asked.has(name) || details[name] !== undefined) continue;
    asked.add(name);
    lines.push(detailKinds[name].ask);
  }
  return lines;
}
