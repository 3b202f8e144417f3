import type { Role } from './phrase.ts';
import type { Token } from './text.ts';
import { deedOf, findVerb } from './verbs.ts';

/** Work that is its field's own whatever it is done for: backups of a firewall are storage, alerts about backups are monitoring. */
const practices: readonly (readonly [string, RegExp])[] = [
  ['monitoring', /^(?:monitor\w*|alert\w*|alarms?|dashboards?|observability|healthchecks?|logging)$/],
  ['storage', /^(?:backups?|snapshots?|replication|restores?|datasets?|disks?|volumes?)$/],
  [
    'security',
    /^(?:credentials?|certificates?|certs?|passwords?|permissions?|secrets?|access|2fa|mfa|sso|accounts?|vulnerabilit\w+)$/,
  ],
  ['integration', /^(?:playbooks?|pipelines?|webhooks?|cmdb|netbox|terraform|ansible)$/],
];

/** A backup job is about backups, an alert rule about alerts. */
const carriers =
  /^(?:jobs?|rules?|agents?|schedules?|polic(?:y|ies)|configs?|configuration|setup|settings?|renewals?|rotation|automation|tasks?)$/;

const watching = /^(?:monitor|alert|notify|warn|log|graph|watch)$/;
const protocols =
  /^(?:ssh|rdp|http|https|telnet|network|internet|port|remote|vpn|smb|lan|wan|outbound|inbound|traffic)$/;
const opening = /^(?:close|open|publish|expose|forward|route)$/;
const stopping = /^(?:disable|lock|shut|restrict|limit|turn|switch|kill)$/;
const entering = /^(?:in|into|sign|log|login|see|read|use)$/;
const refusals = /^(?:not|no|nobody|never|don't|doesn't|shouldn't|mustn't|can't|cannot|won't|impossible|deny)$/;

/** Where packets come from or go to: what is closed or opened towards them is closed or opened on the network. */
const places =
  /^(?:vlans?|subnets?|networks?|segments?|internet|dmz|lan|wan|wifi|iot|ports?|ip|ips|inbound|outbound|firewall|untrusted)$/;

/** The field whose practice a request is about, if it is about one; its head decides, then what is opened or closed. */
export function practiceOf(tokens: readonly Token[], roles: readonly Role[]): string | undefined {
  const verb = tokens[findVerb(tokens) ?? -1];
  if (verb !== undefined && watching.test(verb.word)) return 'monitoring';
  if (tokens.slice(0, 4).some(({ word }) => /^(?:notified|alerted|warned)$/.test(word))) return 'monitoring';
  for (const at of tokens.keys()) {
    if (roles[at] === 'context') continue;
    if (savesSomething(tokens, at)) return 'storage';
    const domain = roles[at] === 'head' ? practiceAt(tokens, at) : undefined;
    if (domain !== undefined) return domain;
  }
  if (opensOrCloses(tokens, verb) || isOutOfReach(tokens)) return 'network';
  const lets = tokens.slice(0, 3).some(({ word }) => word === 'let');
  return lets && tokens.some(({ word }) => entering.test(word)) ? 'security' : loneBackup(tokens);
}

function practiceAt(tokens: readonly Token[], at: number): string | undefined {
  const head = tokens[at];
  const before = tokens[at - 1];
  // A person's access is security, a protocol's is a matter of packets.
  if (head === undefined || (head.word === 'access' && protocols.test(before?.word ?? ''))) return undefined;
  const thing = carriers.test(head.word) ? (before ?? head) : head;
  return practices.find(([, pattern]) => pattern.test(thing.word))?.[0];
}

/** `back up`, `backed up`, `back the nas up`. */
function savesSomething(tokens: readonly Token[], at: number): boolean {
  return (
    /^back(?:ed|ing)?$/.test(tokens[at]?.word ?? '') && tokens.slice(at + 1, at + 7).some(({ word }) => word === 'up')
  );
}

function opensOrCloses(tokens: readonly Token[], verb: Token | undefined): boolean {
  if (!tokens.some(({ word }) => places.test(word))) return false;
  const deed = deedOf(verb);
  if (deed === 'forbid' || deed === 'allow' || opening.test(verb?.word ?? '')) return true;
  const refused = stopping.test(verb?.word ?? '') || tokens.some(({ word }) => refusals.test(word));
  return refused && tokens.some(({ word }) => protocols.test(word));
}

/** `The wiki cannot be reached from the annex`: where from tells that it is not the wiki's own fault. */
function isOutOfReach(tokens: readonly Token[]): boolean {
  const at = tokens.findIndex(({ word }) => /^(?:reach|reached|reachable|unreachable|connect|ping)$/.test(word));
  if (at < 0 || !tokens.slice(at).some(({ word }) => /^(?:from|over|via|through)$/.test(word))) return false;
  return tokens[at]?.word === 'unreachable' || tokens.slice(0, at).some(({ word }) => refusals.test(word));
}

/** Backups that stand in no head, and beside no other practice, are still what the request is about. */
function loneBackup(tokens: readonly Token[]): string | undefined {
  const named = tokens.filter(({ word }) => practices.some(([, pattern]) => pattern.test(word)));
  const backups = named.filter((token) => /^(?:backups?|snapshots)$/.test(token.word) && !serves(tokens, token));
  return backups.length > 0 && backups.length === named.length ? 'storage' : undefined;
}

/** `the backup server`, `a VLAN for backups`: here backups only say what something is for. */
function serves(tokens: readonly Token[], token: Token): boolean {
  const at = tokens.indexOf(token);
  const next = tokens[at + 1]?.word ?? '';
  return (
    /^(?:servers?|hosts?|users?|network|vlan|agents?)$/.test(next) ||
    tokens.slice(Math.max(0, at - 3), at).some(({ word }) => word === 'for')
  );
}
