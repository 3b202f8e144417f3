import { readNetwork } from './details-network.ts';
import { readPlace } from './details-place.ts';
import { readSize } from './details-size.ts';
import { readTime } from './details-time.ts';

interface Detail {
  /** What it is called in a list. */
  readonly label: string;
  /** What a person is asked for where the request does not say it. */
  readonly ask: string;
  /** The detail it is worked out from; only that one is shown and asked for. */
  readonly from?: string;
}

/** All that can be read from a request's words. Runbooks refer to these by name: `{os}`, `{vlan}`. */
export const detailKinds = {
  target: { label: 'What it is about', ask: 'Which system, service or resource this is about' },
  name: { label: 'Name', ask: 'The name it has or is to get' },
  'proposed-name': { label: 'Name proposed', ask: 'The name it has or is to get' },
  vmid: { label: 'Guest id', ask: 'The id of the guest' },
  product: { label: 'Product', ask: 'The product, with its version' },
  os: { label: 'Operating system', ask: 'Operating system and version' },
  cores: { label: 'Cores', ask: 'Number of cores' },
  memory: { label: 'Memory', ask: 'Amount of memory' },
  'memory-mib': { label: 'Memory in MiB', ask: 'Amount of memory', from: 'memory' },
  disk: { label: 'Disk', ask: 'Size of the disk' },
  'disk-gb': { label: 'Disk in GB', ask: 'Size of the disk', from: 'disk' },
  dataset: { label: 'Dataset', ask: 'The dataset or volume, with its pool' },
  vlan: { label: 'VLAN', ask: 'The VLAN id' },
  address: { label: 'Address', ask: 'The address' },
  cidr: { label: 'Network', ask: 'The network, with its prefix length' },
  port: { label: 'Port', ask: 'The port' },
  protocol: { label: 'Protocol', ask: 'The protocol, TCP or UDP' },
  verdict: { label: 'Decision', ask: 'Whether it is let through (accept) or refused (drop)' },
  source: { label: 'From', ask: 'Where the traffic comes from' },
  destination: { label: 'To', ask: 'Where the traffic goes to' },
  domain: { label: 'Domain name', ask: 'The full domain name' },
  email: { label: 'Mail address', ask: 'Who is told, and over which channel' },
  user: { label: 'User', ask: 'Which person or account' },
  schedule: { label: 'Schedule', ask: 'When it runs' },
  calendar: { label: 'Calendar entry', ask: 'When it runs', from: 'schedule' },
  retention: { label: 'Retention', ask: 'How long it is kept' },
  duration: { label: 'Duration', ask: 'For how long' },
  threshold: { label: 'Threshold', ask: 'From which value on' },
  environment: { label: 'Environment', ask: 'Which environment' },
  site: { label: 'Site', ask: 'Which site' },
  count: { label: 'Count', ask: 'How many' },
  budget: { label: 'Money', ask: 'The amount of money in question' },
} as const satisfies Record<string, Detail>;

export type DetailName = keyof typeof detailKinds;

/** What was read, by name. A value is one short line without quotes and shell characters. */
export type Details = Partial<Record<DetailName, string>>;

export function isDetailName(name: string): name is DetailName {
  return Object.hasOwn(detailKinds, name);
}

/** The detail that a person is asked for on behalf of this one: `memory` for `memory-mib`. */
export function askedFor(name: DetailName): DetailName {
  const kind: Detail = detailKinds[name];
  return kind.from !== undefined && isDetailName(kind.from) ? kind.from : name;
}

/** How much of a request is searched; what follows is rarely the request itself. */
const searchLimit = 4_000;

/** Reads what a request says. Never fails: what cannot be read is left out. */
export function readDetails(request: string): Details {
  const text = request.slice(0, searchLimit).replace(/\s+/g, ' ');
  const found = aboutItsEnd({ ...readSize(text), ...readNetwork(text), ...readTime(text), ...readPlace(text) });
  const entries = Object.entries(found).map(([name, value]) => [name, plain(value)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

/** A flow is about the end it goes to, a snapshot about its dataset, whatever else the request names. */
function aboutItsEnd(found: Details): Details {
  const { destination, dataset, name, ...rest } = found;
  const end = destination?.replace(/\s?[\d.:/]{4,}$/, '').trim() ?? dataset;
  if (end === undefined || end === '') return found;
  const slug = end
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return { ...found, target: end, ...(name === undefined && /^[a-z]/.test(slug) ? { 'proposed-name': slug } : rest) };
}

/** Details end up in commands that a person copies: nothing a shell would act on may ride along. */
function plain(value: string): string {
  return value
    .replace(/[^\p{L}\p{N} .,:/@%°$€£*+_-]|\$(?=[^\d\s])/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80);
}
