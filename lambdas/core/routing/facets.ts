import type { Role } from './phrase.ts';
import type { Token } from './text.ts';
import { findVerb } from './verbs.ts';

/**
 * Things that are set up beside another thing and are an expert's work of their own: `a VM with backups and monitoring` is three
 * pieces of work, `a VM with 4 cores` is one. Words are stems; `*` matches any ending.
 */
const facetWords: Record<string, string> = {
  monitoring:
    'monitor* alert* alarm* dashboard* observab* notif* logg* metric* telemetry healthcheck* prometheus grafana uptime visibility',
  storage: 'backup* snapshot* replicat* volume nfs share bucket dataset restore* archiv*',
  security:
    'credential* certificate* cert tls ssl https secret* password* mfa 2fa sso harden* login* permission* rbac account* token* vault',
  network: 'firewall vlan* dns vpn ingress subnet* proxy loadbalancer balanc* nat routing segmentation ip',
  integration: 'cmdb netbox terraform ansible pipeline* ci gitops webhook* inventory ticket* playbook*',
};

const exact = new Map<string, string>();
const open: { readonly start: string; readonly domain: string }[] = [];
for (const [domain, words] of Object.entries(facetWords)) {
  for (const word of words.split(' ')) {
    if (word.endsWith('*')) open.push({ start: word.slice(0, -1), domain });
    else exact.set(word, domain);
  }
}

/** The domain whose work a word names, if it names one. */
export function facetOf(token: Token | undefined): string | undefined {
  if (token === undefined) return undefined;
  return (
    exact.get(token.word) ?? exact.get(token.stem) ?? open.find(({ start }) => token.word.startsWith(start))?.domain
  );
}

/**
 * The facet that a short noun phrase is about: its last facet word (`health monitoring` → monitoring, `backup alerts` → monitoring,
 * `monitoring credentials` → security). Undefined for anything that is no facet.
 */
export function facetOfPhrase(tokens: readonly Token[]): string | undefined {
  let domain: string | undefined;
  for (const token of tokens) {
    if (/^(?:for|on|of|in|from|at|to|using|by|via|when|if|every|into|per)$/.test(token.word)) break;
    domain = facetOf(token) ?? (token.word === 'back' ? 'storage' : domain);
  }
  return domain;
}

/** Work that is its field's own whatever it is done for: backups of a firewall are storage, alerts about backups are monitoring. */
const practices: Record<string, RegExp> = {
  monitoring: /^(?:monitor\w*|alert\w*|alarms?|dashboards?|observability|healthchecks?|logging)$/,
  storage: /^(?:backups?|snapshots?|replication|restores?|datasets?|disks?|volumes?)$/,
  security:
    /^(?:credentials?|certificates?|certs?|passwords?|permissions?|secrets?|access|2fa|mfa|sso|accounts?|vulnerabilit\w+)$/,
  integration: /^(?:playbooks?|pipelines?|webhooks?|cmdb|netbox|terraform|ansible)$/,
};

/** The field whose practice the first head of a request names, if it names one. */
export function practiceOf(tokens: readonly Token[], roles: readonly Role[]): string | undefined {
  const verb = tokens[findVerb(tokens) ?? -1];
  if (verb !== undefined && /^(?:monitor|alert|notify|warn|log|graph|watch)$/.test(verb.word)) return 'monitoring';
  for (const [at, token] of tokens.entries()) {
    if (roles[at] === 'context') continue;
    if (/^back(?:ed|ing)?$/.test(token.word) && tokens.slice(at + 1, at + 7).some(({ word }) => word === 'up'))
      return 'storage';
    if (roles[at] !== 'head') continue;
    // A person's access is security, a protocol's is a matter of packets.
    if (
      token.word === 'access' &&
      /^(?:ssh|rdp|http|https|telnet|network|internet|port|remote|vpn|smb|lan|wan|outbound|inbound)$/.test(
        tokens[at - 1]?.word ?? '',
      )
    )
      continue;
    const domain = Object.entries(practices).find(([, pattern]) => pattern.test(token.word))?.[0];
    if (domain !== undefined) return domain;
  }
  return undefined;
}
