import { wordsOf } from './weigh.ts';

/**
 * Which way a deed goes. `make`: something is there, or may pass, that was not before; `remove` and `forbid` are the other
 * way; `change` and `tighten` are neither, but a runbook that tightens is no way to take protection away.
 */
type Direction = 'make' | 'remove' | 'forbid' | 'change' | 'tighten';

/** The direction of a request, and the noun of what it is done to, where there is a noun. */
export interface Course {
  readonly direction: Direction | undefined;
  readonly head?: string;
  /** What the thing is to be taken out of or off. */
  readonly place: readonly string[];
}

const verbs: readonly (readonly [Direction, RegExp])[] = [
  [
    'remove',
    /^(?:get(?:ting)? rid of|do(?:ing)? away with|tear(?:ing)? down|thin(?:ning)?(?: out)?|cut out|(?:remov|delet|eras|revok|releas|decommission|dispos(?:e|ing) of|expir|purg|prun|retir)(?:e|ing)?|(?:destroy|withdraw|scrap|discard|dismantle|uninstall|unregister|deregister|unmount|detach|discontinu|unpublish|undeploy|terminat|trash|unshar|wip|untangl|drop|cancel|kill|clear|unenroll|offboard|take down|bring down)(?:e|ing)?)(?= |$)/,
  ],
  [
    'forbid',
    /^(?:(?:block|deny|reject|refus|forbid|prohibit|ban|clos|disabl|deactivat|suspend|disconnect|decrypt|paus|discontinue|stop|quit|ceas)(?:e|ing)?|(?:turn|switch|shut|cut) (?:\S+ ){0,4}?(?:off|down)|no longer|not|never|don't)(?= |$)/,
  ],
  ['tighten', /^(?:harden|enforce|patch|secure|protect)(?:ing)?(?= |$)/],
  [
    'change',
    /^(?:chang|updat|mov|renam|replac|adjust|lower|reduc|decreas|shrink|halv|resiz|edit|correct|mark|restart|reboot|reset|roll|revert|undo|scan|check|review|look|find|limit|restrict|isolat|mut|silenc|upgrad|clean|free|migrat|drain|work|investigat|compar|plan|rotat)(?:e|ing)?(?= |$)/,
  ],
  [
    'make',
    /^(?:creat|build|mak|set|setup|spin|stand|provision|deploy|install|launch|add|tak|put|giv|grant|allow|open|permit|let|enabl|activat|turn|switch|configur|writ|issu|renew|order|clon|copy|replicat|mirror|encrypt|shar|export|publish|expos|forward|reserv|register|enrol|enroll|snapshot|back|backup|sav|archiv|dump|schedul|monitor|watch|alert|notify|warn|tell|send|collect|ship|connect|integrat|automat|import|bring|stor|keep|grow|extend|expand|increas|rais|unblock|unlock|unmut|restor|run|start|pass|refresh|need|want|would like|get|request|assign|join|mount|attach|every|each|hourly|daily|nightly|weekly|monthly|new|another|more)(?:e|ing)?(?= |$)/,
  ],
];

const courtesy =
  /^(?:(?:please|kindly|can|could|would|will|you|we|i|i'd|we'd|just|also|now|then|and|or|hi|hello|hey|so|ok|somebody|someone|anybody|help|me|us|let's|go ahead|is it possible|it is|it's|time|(?:need|needs|want|wants|have|has|like) to(?= )|to|should|must|make sure(?: that)?|ensure(?: that)?|see to it(?: that)?|team|folks)(?= |$) ?)*/;
const removed =
  'removed|deleted|destroyed|purged|pruned|thinned out|erased|decommissioned|retired|scrapped|revoked|withdrawn|dropped|cancelled|uninstalled|taken (?:away|down|out|off)';
const forbidden =
  'blocked|denied|rejected|refused|forbidden|closed|disabled|deactivated|suspended|stopped|switched off|turned off';
const passive = new RegExp(
  String.raw`^(.*?) (?:(?:should|must|can|could|may|shall|has to|have to|needs? to|is to|are to|ought to)( not)? be|to be|want\w*|needs?|gone,) ?(${removed}|${forbidden})(?= |$)`,
);
const wished = new RegExp(
  String.raw`^(?:want|need|would like|have|get|like) (.*?) (${removed}|${forbidden}|gone)(?= (?:please|by|before|until|today|tonight|tomorrow|from|completely)|$)`,
);
/** `take it away`, `throw the old ones out`, `take web-2 out of the pool`. */
const parted = /^(?:tak(?:e|ing)|throw(?:ing)?|pull(?:ing)?|get) (?:.*? )?(?:away|out|off|down|back)(?= |$)/;
/** Said of a thing instead of asking for its removal. */
const useless =
  / (?:no longer (?:need|needs|needed|use|uses|used|require|required|want|wanted)|not (?:need|needed|used|require|required|want|wanted) any|can go|has to go|have to go|do without|nobody (?:uses|needs)|superfluous|should disappear|should go(?= $)|is obsolete|are obsolete)(?= |$)/;
const negated = /^(?:do not|don't|never|no longer|not|must not|should not|may not) /;
const dropsTraffic =
  /^dropp?(?:ing)? (?:all |any |every |the )*(?:traffic|packets?|connections?|everything|port|tcp|udp|icmp|inbound|outbound|incoming|outgoing)(?= |$)/;
/** A job of taking, backing up or watching that is to end: `stop taking snapshots`. */
const ending = /^(?:stop|quit|ceas(?:e|ing)|no longer) \S+ing (.*)$/;

/** Where the words for a thing end and those for its place, its owner or its age begin. */
const phraseEnd =
  /^(?:of|from|in|inside|into|on|onto|at|for|with|without|to|that|which|who|whose|nobody|we|i|is|are|was|were|has|have|no|not|older|newer|beyond|after|before|since|because|behind|between|under|called|named|by|using|via|away|again|any|now|tonight|today|tomorrow|please|than|but|except|unless|if|when|where|out|off|down|back|completely|permanently|properly|safely|:)$/;
const places = /\b(?:from|out of|off|in)\b(.*)$/;
const pronoun = /^(?:it|them|this|that|these|those|one|ones)$/;

/** What protects: to disable it is no hardening. */
const protections =
  /^(?:policy|hardening|fail2ban|apparmor|selinux|mfa|2fa|totp|encryption|audit|protection|firewall|antivirus|updates?|upgrades?|patching|confinement)$/;

/** Reads the first order of a request; what comes after it (`… and delete old ones`) does not turn it around. */
export function courseOf(request: string): Course {
  const clauses = clausesOf(request.slice(0, searchLimit));
  for (const [at, clause] of clauses.entries()) {
    const order = orderIn(clause);
    if (order === undefined) continue;
    const { direction, rest } = order;
    const own = headOf(rest);
    const before = clauses[at - 1];
    const head = own === 'pronoun' ? (before === undefined ? undefined : headOf(stripped(before))) : own;
    const place = places.exec(rest)?.[1] ?? '';
    return {
      direction,
      ...(head === undefined || head === 'pronoun' ? {} : { head }),
      place: place === '' ? [] : wordsOf(place),
    };
  }
  return { direction: clauses.some((clause) => useless.test(` ${lower(clause)} `)) ? 'remove' : undefined, place: [] };
}

/** What a title says that its runbook does; several where it does several: `Give or withdraw access`. */
export function directionsOf(title: string): ReadonlySet<Direction> {
  const parts = clausesOf(title.replace(/ or (?=\S+)/g, (or, at: number) => (opens(title.slice(at + 4)) ? ', ' : or)));
  const found = parts.map((part) => (opens(part) ? orderIn(part)?.direction : undefined));
  return new Set(found.filter((direction) => direction !== undefined));
}

/** What a title takes its thing out of: `monitoring` in `Take a host out of monitoring`. */
export function placeOf(title: string): readonly string[] {
  const place = / (?:from|out of|off) (.*)$/.exec(title)?.[1];
  return place === undefined ? [] : wordsOf(place).filter((word) => word.length > 2 && word !== 'the');
}

/**
 * Whether a runbook would do the opposite of what is asked, or take away something else. `does` is what its title says;
 * `knows` tells its words from others.
 */
export function contradicts(
  { direction, head, place }: Course,
  does: ReadonlySet<Direction>,
  placeInTitle: readonly string[],
  knows: (word: string) => boolean,
): boolean {
  const undoes = does.has('remove') || does.has('forbid');
  const asked = direction === 'remove' || direction === 'forbid';
  if (!asked) return undoes && !does.has('make') && !does.has('change');
  // To be off for a while is less than to be gone.
  if (direction === 'forbid' && does.size === 1 && does.has('remove')) return true;
  if (does.has('remove') && (direction === 'remove' || !does.has('make'))) {
    return head !== undefined && !knows(head) && !place.some((word) => placeInTitle.includes(word));
  }
  if (direction === 'remove') return does.has('make') || does.has('tighten');
  if (does.has('tighten')) return head !== undefined && protections.test(head);
  return does.has('make') && !undoes && !does.has('change');
}

/** `roll back` begins with a deed, `a share` does not. */
function opens(words: string): boolean {
  return verbs.some(([, pattern]) => pattern.test(lower(words))) || parted.test(lower(words));
}

/** How much of a request is read: what is to be done is said early. */
const searchLimit = 2_000;
const clauseLimit = 12;

function clausesOf(text: string): string[] {
  return text
    .replaceAll('’', "'")
    .split(/[,.;:!?]+(?:\s+|$)|\n+|\s+(?:and|then|but|because|so that)\s+/)
    .map((clause) => clause.trim().replace(/\s+/g, ' ').slice(0, 300))
    .filter((clause) => clause !== '')
    .slice(0, clauseLimit);
}

const lower = (text: string): string => text.toLowerCase();

const stripped = (clause: string): string => clause.slice(courtesy.exec(lower(clause))?.[0].length ?? 0);

/** The order that a clause gives, and the words after its verb; undefined where it only tells something. */
function orderIn(clause: string): { direction: Direction; rest: string } | undefined {
  const said = stripped(clause);
  const low = lower(said);
  const whole = passive.exec(lower(clause));
  const done = whole?.[3];
  if (done !== undefined) {
    const direction = new RegExp(`^(?:${removed})$`).test(done) ? 'remove' : 'forbid';
    return { direction: whole?.[2] === undefined ? direction : 'make', rest: clause.slice(0, whole?.[1]?.length) };
  }
  const wish = wished.exec(low);
  if (wish !== null) {
    const direction = new RegExp(`^(?:${removed}|gone)$`).test(wish[2] ?? '') ? 'remove' : 'forbid';
    return { direction, rest: wish[1] ?? '' };
  }
  if (useless.test(` ${low} `)) return undefined;
  const ended = ending.exec(low);
  if (ended !== null) return { direction: 'forbid', rest: said.slice(said.length - (ended[1] ?? '').length) };
  const negation = negated.exec(low);
  if (negation !== null) {
    const inner = orderIn(said.slice(negation[0].length));
    if (inner === undefined) return undefined;
    return { ...inner, direction: inner.direction === 'make' ? 'forbid' : 'make' };
  }
  const apart = parted.exec(low);
  if (apart !== null && !/^get\b.*\bback\b/.test(low)) {
    const thing = said.slice(said.indexOf(' ') + 1).replace(/^(?:away|out|off|down|back) /i, '');
    return { direction: 'remove', rest: thing };
  }
  if (dropsTraffic.test(low)) return { direction: 'forbid', rest: said };
  for (const [direction, pattern] of verbs) {
    const verb = pattern.exec(low)?.[0];
    if (verb !== undefined) return { direction, rest: said.slice(verb.length).trim() };
  }
  const scheduled = /\b(?:every|each|hourly|daily|nightly|weekly|monthly)\b/.test(low);
  return scheduled && !/\b(?:is|are|was|were|has|have)\b/.test(low) ? { direction: 'make', rest: said } : undefined;
}

/** The noun that a phrase is about: its last word that is no name. Undefined where there are names only. */
function headOf(phrase: string): string | undefined {
  const words = phrase.split(' ').map((word) => word.replace(/^["'`(]+|["'`)]+$/g, ''));
  const end = words.findIndex((word, at) => phraseEnd.test(lower(word)) && !(at === 0 && /^(?:any|no)$/i.test(word)));
  const thing = (end < 0 ? words : words.slice(0, end)).slice(0, 12);
  if (thing.length > 0 && thing.every((word) => pronoun.test(lower(word)))) return 'pronoun';
  const head = thing.findLast((word) => !isName(word));
  return head === undefined ? undefined : wordsOf(head)[0];
}

const isName = (word: string): boolean =>
  !protections.test(lower(word)) &&
  (/\d|[./@_]|\w-\w|^-?$/.test(word) || /^[A-Z][a-z]/.test(word) || fillers.test(lower(word)));

const fillers =
  /^(?:the|a|an|all|every|each|our|my|this|that|these|those|old|unused|of|some|whole|entire|and|or|again|it|them)$/;
