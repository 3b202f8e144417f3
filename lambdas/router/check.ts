import { basename } from 'node:path';
import type { AgentDefinition } from '../core/agent/definition.ts';
import { nothingLabel } from '../core/routing/domains.ts';
import { closestNames } from '../core/text/closest.ts';
import type { Definitions } from './definitions.ts';
import { isRead, type ReadFile, type TrainingFile } from './examples.ts';

/** With fewer sentences than these, what is learned about a label is mostly chance. */
export const fewSentences = 30;

/** Something to be said about a file or an agent; only faults keep the router from being trained. */
export interface Remark {
  readonly severity: 'fault' | 'warning';
  /** The training file, or the agent where there is none. */
  readonly about: string;
  readonly message: string;
}

/** Everything that is wrong with the training data, or with the agents it is for; not only the first fault. */
export function checkTraining(
  files: readonly TrainingFile[],
  { agents, workflows }: Pick<Definitions, 'agents' | 'workflows'>,
): Remark[] {
  const fault = (about: string, message: string): Remark => ({ severity: 'fault', about, message });
  const warning = (about: string, message: string): Remark => ({ severity: 'warning', about, message });
  const read = files.filter(isRead);
  const labels = new Set(read.map((file) => file.label));
  return [
    ...files.flatMap((file) => (isRead(file) ? [] : file.faults.map((message) => fault(file.name, message)))),
    ...read.flatMap(({ name, label }) => {
      const wrong = labelFault(label, agents, workflows);
      return wrong === undefined ? [] : [fault(name, wrong)];
    }),
    ...[...labels].flatMap((label) => {
      const own = read.filter((file) => file.label === label);
      const count = own.reduce((sum, { sentences }) => sum + sentences.length, 0);
      const about = own.map(({ name }) => name).join(', ');
      return count >= fewSentences
        ? []
        : [warning(about, `has ${count} examples; with fewer than ${fewSentences} the router will often be wrong`)];
    }),
    ...saidTwice(read).map(({ about, message }) => fault(about, message)),
    ...sharedDomains(agents).map(({ about, message }) => fault(about, message)),
    ...agents
      .filter(({ id, routing }) => routing.domain !== undefined && !labels.has(id))
      // Whoever has a file that cannot be read is told about the file.
      .filter(({ id }) => !files.some((file) => !isRead(file) && basename(file.name) === `${id}.yaml`))
      .map(({ id }) => warning(id, 'has a routing.domain and no training file: it is routed by its keywords alone')),
    ...(labels.size < 2 && read.length === files.length
      ? [fault('the folder', `holds examples for ${labels.size} labels; a choice needs two`)]
      : []),
  ];
}

function labelFault(
  label: string,
  agents: readonly AgentDefinition[],
  workflows: readonly string[],
): string | undefined {
  if (label === nothingLabel || workflows.includes(label)) return undefined;
  const agent = agents.find(({ id }) => id === label);
  if (agent === undefined) {
    const routed = agents.filter(({ routing }) => routing.domain !== undefined).map(({ id }) => id);
    const known = [...routed, ...workflows, nothingLabel];
    const closest = closestNames(label, known, 1)[0];
    return `label: no agent and no workflow is called "${label}"${closest === undefined ? '' : `; the closest name is "${closest}"`}`;
  }
  return agent.routing.domain === undefined
    ? `label: "${label}" has no routing.domain, so that requests are never routed to it`
    : undefined;
}

interface Note {
  readonly about: string;
  readonly message: string;
}

function saidTwice(files: readonly ReadFile[]): Note[] {
  const places = new Map<string, Map<string, string>>();
  for (const { name, label, sentences } of files) {
    for (const { text } of sentences) {
      const said = text.toLowerCase().replace(/\s+/g, ' ');
      places.set(said, (places.get(said) ?? new Map<string, string>()).set(label, name));
    }
  }
  return [...places]
    .filter(([, labelled]) => labelled.size > 1)
    .map(([said, labelled]) => ({
      about: [...labelled.values()].join(', '),
      message: `"${said}" is an example of ${[...labelled.keys()].join(' and of ')}: leave it with one`,
    }));
}

function sharedDomains(agents: readonly AgentDefinition[]): Note[] {
  const domains = Map.groupBy(
    agents.filter(({ routing }) => routing.domain !== undefined),
    ({ routing }) => routing.domain,
  );
  return [...domains]
    .filter(([, sharing]) => sharing.length > 1)
    .map(([domain = '', sharing]) => ({
      about: sharing.map(({ id }) => id).join(', '),
      message: `share the routing.domain "${domain}": a domain has one agent`,
    }));
}
