import type { AgentDefinition } from '../agent/definition.ts';
import type { Role } from './phrase.ts';
import { readText, stemOf, type Token } from './text.ts';

/** How much a word of the registry counts, by what it does in the sentence. */
const roleWeights: Record<Role, number> = { head: 1.6, object: 1, context: 0.4 };

/** A phrase of several words says more than a word; a capability or routine phrase more than a keyword. */
const phraseBonus = 1.35;

interface Entry {
  readonly agentId: string;
  readonly stems: readonly string[];
  /** The last stem is a prefix. */
  readonly open: boolean;
  readonly weight: number;
}

export interface Evidence {
  /** Sum of what was found, at least 0; about 1 for one keyword in a good place. */
  readonly score: number;
  /** What was found, in the request's own words, strongest first. */
  readonly words: readonly string[];
}

export interface Experts {
  /** Agents to which requests are routed, by id. */
  readonly agents: ReadonlyMap<string, AgentDefinition>;
  /** What the registry's words say for each agent that any of them speaks for. */
  evidence(tokens: readonly Token[], roles: readonly Role[]): Map<string, Evidence>;
  domainOf(agentId: string): string;
  /** Whose field a domain is. */
  byDomain(domain: string): string | undefined;
  /** The workflows that requests may be routed to, by name. */
  readonly workflows: readonly string[];
}

/** Compiles the keywords, capabilities and routine phrases of all agents with a routing domain. */
export function createExperts(definitions: readonly AgentDefinition[], workflows: readonly string[] = []): Experts {
  const agents = new Map(definitions.filter((a) => a.routing.domain !== undefined).map((a) => [a.id, a]));
  const byFirst = new Map<string, Entry[]>();
  const add = (agentId: string, phrase: string, weight: number): void => {
    const open = phrase.endsWith('*');
    const words = readText(open ? phrase.slice(0, -1) : phrase).tokens.map((token) => token.word);
    const stems = words.map((word, at) => (open && at === words.length - 1 ? word : stemOf(word)));
    const first = stems[0];
    if (first === undefined) return;
    const key = open && stems.length === 1 ? `${first.slice(0, 3)}*` : first;
    byFirst.set(key, [...(byFirst.get(key) ?? []), { agentId, stems, open, weight }]);
  };
  for (const agent of agents.values()) {
    const phrases = new Set([
      ...agent.routing.keywords,
      ...agent.capabilities.map((name) => name.replaceAll('-', ' ')),
    ]);
    for (const phrase of phrases) add(agent.id, phrase.toLowerCase(), 1);
    for (const phrase of agent.routing.routine) add(agent.id, phrase.toLowerCase(), 1.5);
  }
  for (const entries of byFirst.values()) entries.sort((a, b) => b.stems.length - a.stems.length);

  const byDomain = new Map([...agents].map(([id, { routing }]) => [routing.domain ?? id, id]));
  return {
    agents,
    workflows,
    byDomain: (domain) => byDomain.get(domain),
    domainOf: (agentId) => agents.get(agentId)?.routing.domain ?? agentId,
    evidence: (tokens, roles) => collect(tokens, roles, byFirst),
  };
}

function collect(
  tokens: readonly Token[],
  roles: readonly Role[],
  byFirst: ReadonlyMap<string, readonly Entry[]>,
): Map<string, Evidence> {
  const found = new Map<string, Map<string, number>>();
  let at = 0;
  while (at < tokens.length) {
    const token = tokens[at];
    if (token === undefined) break;
    const candidates = [...(byFirst.get(token.stem) ?? []), ...(byFirst.get(`${token.word.slice(0, 3)}*`) ?? [])];
    const matches = candidates.filter((entry) => meets(tokens, at, entry));
    const longest = Math.max(0, ...matches.map((entry) => entry.stems.length));
    const best = matches.filter((entry) => entry.stems.length === longest);
    const speakers = new Set(best.map((entry) => entry.agentId)).size;
    for (const { agentId, weight } of best) {
      const role = strongest(roles.slice(at, at + longest));
      const value = ((longest > 1 ? phraseBonus : 1) * weight * roleWeights[role]) / speakers;
      const words = found.get(agentId) ?? new Map<string, number>();
      const said = tokens
        .slice(at, at + longest)
        .map((t) => t.word)
        .join(' ');
      words.set(said, Math.max(words.get(said) ?? 0, value));
      found.set(agentId, words);
    }
    at += Math.max(1, longest);
  }
  return new Map(
    [...found].map(([agentId, words]) => {
      const sorted = [...words].sort((a, b) => b[1] - a[1]);
      return [agentId, { score: sorted.reduce((sum, [, v]) => sum + v, 0), words: sorted.map(([w]) => w) }];
    }),
  );
}

function meets(tokens: readonly Token[], at: number, entry: Entry): boolean {
  return entry.stems.every((stem, offset) => {
    const token = tokens[at + offset];
    if (token === undefined) return false;
    return entry.open && offset === entry.stems.length - 1 ? token.word.startsWith(stem) : token.stem === stem;
  });
}

function strongest(roles: readonly Role[]): Role {
  if (roles.includes('head')) return 'head';
  return roles.includes('object') ? 'object' : 'context';
}
