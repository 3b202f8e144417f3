import type { Token } from './text.ts';

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
