import { stemOf, type Token } from './text.ts';

/** What kind of deed a verb names; the kind decides what is expected when it is done. */
export type Deed = 'create' | 'change' | 'remove' | 'repair' | 'move' | 'watch' | 'allow' | 'forbid' | 'plan' | 'read';

const words: Record<Deed, string> = {
  create:
    'create take add make build provision deploy install set setup spin spawn stand bring launch start run host put write generate implement ' +
    'introduce establish roll rollout attach bootstrap prepare new issue request order stage instantiate raise allocate assign ' +
    'reserve register enrol enroll onboard join mount publish expose connect integrate link hook wire automate schedule enable ' +
    'activate turn configure define need want require give grant get clone duplicate replicate mirror back backup snapshot archive ' +
    'store save export import sync synchronise synchronize encrypt sign populate import fire plug route forward redirect point ' +
    'document record store have arrange commission supply throw whip knock ensure host self-host put carve hand',
  change:
    'change update upgrade modify edit adjust alter tune tweak bump resize grow extend expand increase enlarge double raise lower reduce ' +
    'decrease shrink scale rotate renew refresh replace swap rename rework refactor convert switch reset cycle patch harden secure ' +
    'restrict limit tighten improve optimise optimize customise customize pin downgrade rebalance relabel reconfigure lock protect ' +
    'cordon drain reboot restart reload cap throttle translate enforce downsize right merge split tag bond trunk isolate segment ' +
    'separate standardise standardize consolidate make use unlock suspend silence mute promote push pull open correct transfer',
  remove:
    'remove delete drop destroy purge wipe clean cleanup prune uninstall decommission retire revoke unregister detach unmount ' +
    'erase terminate kill clear free reclaim offboard disconnect stop shut disable deactivate roll rollback undo withdraw evict expire close',
  repair:
    'fix repair restore recover rebuild reinstall troubleshoot debug diagnose solve resolve investigate heal unblock unstick unseal revive rescue',
  move: 'move migrate relocate shift transfer copy bring port evacuate failover',
  watch:
    'monitor watch alert alarm notify warn track observe log collect measure graph visualise visualize page email message scrape probe trace ping keep',
  allow: 'allow permit open let whitelist allowlist authorise authorize accept admit invite unban unblock',
  forbid:
    'block deny forbid prohibit ban reject filter blacklist blocklist prevent disallow refuse stop deny drop cut quarantine',
  plan:
    'design plan architect evaluate compare assess decide choose select pick recommend propose draft devise redesign consider research ' +
    'analyse analyze review estimate weigh strategise explore outline sketch develop think rethink justify budget audit scan check test verify validate',
  read: 'show list tell find check get look see explain report display describe give query count print fetch view identify know search summarise summarize',
};

const deeds = new Map<string, Deed>();
for (const [deed, list] of Object.entries(words) as [Deed, string][]) {
  for (const word of list.split(' ')) if (!deeds.has(stemOf(word))) deeds.set(stemOf(word), deed);
}

/** What a word says as a verb, if it can be one. */
export function deedOf(token: Token | undefined): Deed | undefined {
  return token === undefined ? undefined : deeds.get(token.stem);
}

const leadIns = new Set(
  (
    'please pls plz kindly hi hey hello ok so well also then now first next finally afterwards later just can could would will you we i ' +
    "they somebody someone anyone anybody it's its time to need needs want wants like have has should must let lets let's go ahead and " +
    "i'd we'd i'll we'll i'm we're looking trying going gonna help me us be able sure that be automatically again quickly asap kind team " +
    'folks guys all the there today tomorrow tonight mind possible is it shall may might try require requires required do'
  ).split(' '),
);

/** Where the deed of a clause stands: the first word that can be a verb after courtesies, or undefined where it has none. */
export function findVerb(tokens: readonly Token[]): number | undefined {
  const limit = Math.min(tokens.length, 14);
  for (let at = 0; at < limit; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const deed = deedOf(token);
    if (deed !== undefined && !leadIns.has(token.word)) return at;
    if (!leadIns.has(token.word)) break;
  }
  // "I need …", "we want …": the wish itself is the deed.
  const wish = tokens.slice(0, limit).findIndex((token) => /^(?:need|want|require|get|have|like)/.test(token.word));
  return wish >= 0 && tokens.slice(0, wish).every((token) => leadIns.has(token.word)) ? wish : undefined;
}
