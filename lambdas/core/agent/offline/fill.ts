import type { Playbook } from '../definition.ts';
import { askedFor, detailKinds, isDetailName, type DetailName, type Details } from './details.ts';

/** `{os}` or, with what is proposed where the request does not say it, `{disk-gb=32}`; not `${VARIABLE}`, `{label="x"}` or `{{ x }}`. */
const placeholder = /(?<![\w${])\{([a-z]+(?:-[a-z]+)*)(?:=([^{}"]{1,60}))?\}(?!\})/g;

/** `[[ --cores {cores}]]`: a part of a command that is left out where the request does not say its detail. */
const optional = /\[\[([^[\]]*)\]\]/g;

/** Puts the details into a line; what the request does not say and nothing is proposed for stays visible as `<os: not said>`. */
export function fill(line: string, details: Details): string {
  const kept = line.replace(optional, (_, part: string) => {
    const names = [...part.matchAll(placeholder)].map(([, name = '']) => name);
    return names.every((name) => isDetailName(name) && details[name] !== undefined) ? part : '';
  });
  return kept.replace(placeholder, (whole, name: string, proposed: string | undefined) =>
    isDetailName(name) ? valueOf(name, details, proposed) : whole,
  );
}

function valueOf(name: DetailName, details: Details, proposed: string | undefined): string {
  const said = details[name] ?? (name === 'name' ? details['proposed-name'] : undefined);
  // The request itself stands above the steps, so that the reader knows what it is about even where we do not.
  return said ?? proposed ?? (name === 'target' ? 'what was asked about' : `<${name}: not said>`);
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

/** The details that nothing is proposed for and that no command can do without. */
function openIn(playbook: Playbook): DetailName[] {
  const lines = [...playbook.steps, ...playbook.verify, ...playbook.undo].map((line) => line.replace(optional, ''));
  const names = lines.flatMap((line) =>
    [...line.matchAll(placeholder)].filter(([, , proposed]) => proposed === undefined),
  );
  return [...new Set(names.map(([, name = '']) => name))].filter(isDetailName);
}

/** What a person must still supply: the runbook's own needs first, then any detail its lines use and nobody asked for. */
export function missingFrom(playbook: Playbook, details: Details): string[] {
  const asked = new Set<DetailName>();
  const lines = playbook.needs.flatMap((need) => {
    const [, either = '', question = ''] = /^([a-z]+(?:-[a-z]+)*(?:\|[a-z]+(?:-[a-z]+)*)*): (.+)$/.exec(need) ?? [];
    const names = either.split('|').filter(isDetailName);
    if (names.length === 0) return [fill(need, details)];
    names.forEach((name) => asked.add(name));
    return names.some((name) => details[name] !== undefined) ? [] : [fill(question, details)];
  });
  for (const name of openIn(playbook).map(askedFor)) {
    // A name is chosen by whoever carries the steps out, and the target is in the request: neither is asked for.
    if (name === 'name' || name === 'target' || asked.has(name) || details[name] !== undefined) continue;
    asked.add(name);
    lines.push(detailKinds[name].ask);
  }
  return lines;
}
