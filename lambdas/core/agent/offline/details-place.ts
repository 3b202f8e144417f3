import type { Details } from './details.ts';
import { countPattern, platforms, products, systems, things } from './words.ts';

const productPatterns = products.map(
  (name) => [name, new RegExp(`(?<![\\w-])${name.replace(/[- ]/g, '[- ]?')}(?![\\w-])`, 'i')] as const,
);
const namedPattern = /\b(?:named|called|hostname|host name)\s["'`]?([a-z][\w.-]{0,62})/i;
const numberedPattern = /(?<![\w@./-])([a-z][a-z0-9]*(?:-[a-z0-9]+)*-?\d{1,3})(?![\w@/]|-\w|\.\w)/gi;
const datasetPattern = /(?<![\w@:/.-])((?:[a-z][\w.-]{1,40}(?:\/[\w.-]{1,40}){1,5}|tank|rpool)(?![\w/@]|-\w|\.\w))/gi;
const aboutDatasets = /\b(?:snapshots?|zfs|datasets?|zvols?|pools?|quota|scrub|shares?|exports?|replicate)\b/i;
const noDataset = /^(?:and|or|tcp|udp|ci|send|read|in|smb|nfs|24|on|off)\//i;
const guestPattern =
  /\b(?:vm|ct|lxc|vmid|ctid|guest|container|id)(?:\sid)?\s?[#:]?\s?(\d{3,6})\b(?!\s?(?:[gmt]i?b|%|\.\d))/i;
const domainPattern = /(?<![\w@./-])((?:[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?\.){1,5}[a-z]{2,12})(?![\w@]|\.\w)/gi;
const fileEnding =
  /\.(?:ya?ml|json|conf|cfg|txt|sh|py|ts|js|tf|toml|ini|log|md|service|timer|iso|img|qcow|gz|zip|sql|csv|html?)$/i;
const emailPattern = /(?<![\w.+-])([\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4})/i;
const userPattern =
  /\b(?:user|account|colleague|employee|engineer|developer|contractor)\s(?:called\s|named\s|of\s|for\s)?["'`]?([a-z][\w.-]{1,40})/i;
const noUser =
  /^(?:for|of|to|on|in|at|by|is|are|was|has|have|who|that|the|a|an|and|or|with|from|access|accounts?|group|groups|needs?|can|cannot|should|must|permissions?|management|data|login|policy)$/i;
const environmentPattern =
  /\b(production|prod|staging|development|dev|testing|test|qa)\s(?:environment|cluster|system|systems|namespace|stage|server|servers|database)\b|\b(production|staging)\b|\bfor (testing|development)\b/i;
const sitePattern =
  /\b(site-[a-z0-9][a-z0-9-]{0,30})\b|\b(?:at|in|between)\s(?:the\s)?([a-z][\w-]{1,30})\s(?:site|office|branch)\b/gi;
const countedPattern = new RegExp(
  String.raw`\b(${countPattern})\s(users?|people|employees|mailboxes|hosts|servers|vms|guests|nodes|sites|clients|devices|systems|terabytes|tb|requests)\b`,
  'i',
);
const moneyPattern =
  /([$€£]\s?\d[\d,.]{0,12}\s?(?:k\b|m\b|million\b)?|\b\d[\d,.]{0,12}\s?(?:k\s)?(?:usd|eur|gbp|dollars|euros|pounds)\b)(\s?(?:per|a|\/)\s?(?:month|year|user|hour))?/i;
const inner = String.raw`(?:(?!(?:of|for|to|on|in|from|with|and|or|is|are|when|that|at|by)\s)[\w./-]{1,30}\s){0,3}?`;
const noun = String.raw`(${inner}(?:${things})(?:\s(?:${things})){0,2})(?![\w-])`;
const targetPattern = new RegExp(String.raw`\b(?:the|our|my|this|that)\s${noun}`, 'i');
const looseTarget = new RegExp(String.raw`\b(?:an?|for|on|of|all|new)\s${noun}`, 'i');

const adjectives = new RegExp(
  String.raw`^(?:(?:an?|the|[\d.]+|new|small|tiny|large|big|little|second|another|unprivileged|${Object.keys(systems).join('|')})\s)+`,
  'i',
);
/** A kind and no more: what it is for, or its name, tells more. */
const kindOnly =
  /^(?:(?:lxc|virtual|linux|docker|small)\s)?(?:vms?|containers?|lxc|guests?|servers?|machines?|hosts?|services?|alerts?|certificates?|records?|accounts?|backups?)$/i;
const purposePattern =
  /\bfor\s(?:the|our|my|an?)\s(?:new\s)?([a-z][\w-]{1,30}(?:\s(?:system|server|service|team|page|app|site|shop|lab|host))?)\b/i;
const thingAfterArticle =
  /\b(?:the|our|my)\s(?!same|last|next|first|new|old|following|time|moment|end)([a-z][\w-]{1,30})\b(?!\s(?:team|department|office|people))/i;
const givenTo =
  /\b(?:[Gg]ive|[Gg]rant|[Ll]et)\s(?!The\b|Our\b|All\b|VM\b|CT\b|LXC\b)([A-Z][a-z]{1,20})\b(?!\s(?:VM|server|container|host|cluster))/;

/** What a request is about: the thing, its name, product, people, site, numbers and money. */
export function readPlace(text: string): Details {
  const product = productsIn(text);
  const name = namedPattern.exec(text)?.[1] ?? numberedName(text);
  const workload = product?.split(', ').find((one) => !platforms.has(one));
  const domain = [...text.matchAll(domainPattern)].map((m) => m[1] ?? '').find((one) => !fileEnding.test(one));
  const thing = targetPattern.exec(text)?.[1] ?? looseTarget.exec(text)?.[1];
  const target =
    aboutOf(text, thing?.replace(adjectives, '')) ??
    workload ??
    name ??
    domain ??
    thing ??
    thingAfterArticle.exec(text)?.[1];
  const user = userPattern.exec(text)?.[1] ?? givenTo.exec(text)?.[1];
  const environment = environmentPattern.exec(text);
  const counted = countedPattern.exec(text);
  const money = moneyPattern.exec(text)?.[0];
  const found: Record<string, string | undefined> = {
    target,
    name: name?.replace(/\.+$/, ''),
    'proposed-name':
      name === undefined ? slugOf(workload ?? (kindOnly.test(target ?? '') ? undefined : target)) : undefined,
    product,
    dataset: aboutDatasets.test(text) ? datasetIn(text) : undefined,
    vmid: guestPattern.exec(text)?.[1],
    domain,
    email: emailPattern.exec(text)?.[1]?.replace(/[.-]+$/, ''),
    user: user === undefined || noUser.test(user) ? undefined : user,
    environment: (environment?.[1] ?? environment?.[2] ?? environment?.[3])?.toLowerCase(),
    site: [...new Set([...text.matchAll(sitePattern)].map((m) => m[1] ?? m[2]))].slice(0, 4).join(', '),
    count: counted === null ? undefined : `${counted[1]} ${counted[2]}`,
    budget: money,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined && value !== ''));
}

function productsIn(text: string): string | undefined {
  const found = productPatterns.flatMap(([name, pattern]) => {
    const at = text.search(pattern);
    return at < 0 ? [] : [{ name, at }];
  });
  // "Vault" stands inside "HashiCorp Vault", "Postgres" inside "PostgreSQL": the longer name counts.
  const named = found.filter(({ name }) => !found.some((other) => other.name !== name && other.name.includes(name)));
  const inOrder = named.sort((a, b) => a.at - b.at).map(({ name }) => name);
  return inOrder.length === 0 ? undefined : inOrder.slice(0, 3).join(', ');
}

function datasetIn(text: string): string | undefined {
  return [...text.matchAll(datasetPattern)]
    .map((m) => m[1]?.replace(/\.+$/, '') ?? '')
    .find((one) => !noDataset.test(one));
}

/** What is said by its kind alone is about what it is for, where that is said. */
function aboutOf(text: string, thing: string | undefined): string | undefined {
  if (thing === undefined || !kindOnly.test(thing)) return thing;
  return purposePattern.exec(text)?.[1];
}

/** A host name is often a word with a number, `db-01`; an operating system or a product with its version is not one. */
function numberedName(text: string): string | undefined {
  const notNames =
    /^(?:ipv?[46]|vlan-?\d+|vmbr\d+|s3|n8n|k[38]s|http[s\d]*|sha\d+|p9\d|utf-?\d+|python\d+|eth\d+|port-?\d+|raidz?\d+|rfc-?\d+|tls\d+|md5|h2|x\d+|cve-.*|top-?\d+|q[1-4]|covid-19|[a-z]\d)$/i;
  return [...text.matchAll(numberedPattern)].map((m) => m[1] ?? '').find((one) => !notNames.test(one));
}

function slugOf(words: string | undefined): string | undefined {
  const slug = words
    ?.toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return slug === undefined || slug === '' || /^\d/.test(slug) ? undefined : slug.slice(0, 40).replace(/-+$/, '');
}
