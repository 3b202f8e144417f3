/** A word of a request, and how much its place says: 1 is a word of the order itself, more is the deed it opens with. */
export interface WeighedWord {
  readonly word: string;
  readonly weight: number;
}

/** Many verbs name one deed. It stands in their place, in requests and in the runbooks' words alike. */
const deedWords = {
  create:
    'create|creating|spin up|stand up|set up|setting up|set (?:me|us) up|bring up|provision|provisioning|launch|deploy|' +
    'install|new|(?:one|two|three|four|five|\\d+) more (?!gb|gig|cores?|ram|memory|disk|SIZE)|yet another|' +
    'build (?=an? |the |us |me |create )|make (?=an? |us |me |one )|' +
    "(?:need|needs|want|wants|would like|'d like|get us|get me|give us|give me|have) (?=an? |one |two |three |some |create )",
  remove:
    'remove|removing|be (?:removed|deleted|destroyed|decommissioned)|delete|deleting|destroy|decommission|decommissioning|tear down|retire|get rid of|take away|scrap|' +
    'throw away|(?:take|throw|clear)(?= (?:\\S+ ){1,4}away )',
  restart: 'restart|restarts|restarting|reboot|reboots|rebooting|power[- ]cycle',
  restore:
    'restore|restoring|recover|bring back|get back|roll back|rolling back|rollback|revert|' +
    '(?:roll|bring|get|have)(?= (?:\\S+ ){1,4}back )',
  grow:
    'resize|resizing|increase|increasing|raise|raising|expand|extend|enlarge|bump|grow|scale up|more|bigger|larger|higher|' +
    'double|short of|not enough|run out of|runs out of|too (?:small|little|tight|low)',
  shrink: 'shrink|reduce|reducing|lower|decrease|less|fewer|smaller|scale down|too (?:much|big|high)',
  move: 'move|moving|migrate|migrating|evacuate|drain|relocate',
  open: 'open|allow|permit|let|unblock',
  block:
    'block|deny|drop|reject|refuse|close|forbid|(?:must|should|may) not|must only|only may|no longer be able|keep (?=\\w+ out )',
  add: 'add|adding|another|additional|extra',
  replace: 'replace|replacing|swap|exchange',
  copy: 'copy|clone|cloning|duplicate',
} as const;
const deeds = Object.entries(deedWords).map(
  ([deed, said]) => [deed, new RegExp(`(?<= )(?:${said}) ?(?<= )`, 'g')] as const,
);

/** What an order may open with that is not the order yet. */
const courtesy =
  /^ (?:(?:hi|hello|hey|all|team|folks|please|kindly|just|also|then|now|so|ok|well|can|could|would|will|you|someone|somebody|we|i|i'd|we'd|let's|need|want|like|have|are|am|help|me|us|to|going|be|able|must|should) )*/;
const order =
  / (?:please|can you|could you|could someone|would you|need|needs|want|wants|would like|let's|has to|have to) /;
/** What follows these says where, whose, how big or why, and not what is to be done. */
const aside =
  /^(?:from|for|with|because|since|before|after|while|when|whenever|which|who|that|called|named|via|using|until|instead|than|but|:)$/;
/** "The backup server" is a server: the word before one of these says which. */
const bearer = /^(?:server|host|machine|vm|node|box|team|group|department|rack|admin)s?$/;

/** How much of a request is read: what is to be done is said early. */
const searchLimit = 2_000;

const openingWeight = 1.5;
const asideWeight = 0.45;
const bearerWeight = 0.4;
const prologueWeight = 0.5;

/** The sentences of a request, each word with the weight of its place. Where one gives an order, the others tell less. */
export function weighWords(request: string): WeighedWord[][] {
  const sentences = request
    .slice(0, searchLimit)
    .split(/[.!?;]+(?:\s+|$)|\n+/)
    .map((sentence) => withDeeds(plainWords(sentence)))
    .filter((sentence) => sentence.trim() !== '');
  const isOrder = sentences.map((said) => order.test(said) || isDeed(said.replace(courtesy, ' ').trim().split(' ')[0]));
  return sentences.map((sentence, index) =>
    weighSentence(sentence, isOrder.includes(true) && isOrder[index] === false ? prologueWeight : 1),
  );
}

function weighSentence(sentence: string, weight: number): WeighedWord[] {
  const words = sentence.replace(courtesy, ' ').trim().split(' ');
  let inAside = false;
  return words.map((word, index) => {
    inAside ||= index > 0 && (aside.test(word) || (word === 'to' && !isDeed(words[index + 1])));
    const place = inAside ? asideWeight : index === 0 ? openingWeight : 1;
    const next = words[index + 1] ?? '';
    // So does `vm` in `vm 118`: it is there already, the number says which.
    const telling = !isDeed(word) && (bearer.test(next) || /^\d{3,}$/.test(next));
    return { word: singular(word), weight: weight * (telling ? Math.min(place, bearerWeight) : place) };
  });
}

/** Stands in a phrase for any words between two others. */
export const gap = '…';

/** A runbook's phrase, in the form that the words of requests have. */
export function wordsOf(phrase: string): string[] {
  const parts = phrase.split(' … ').map((part) => withDeeds(plainWords(part)).trim().split(' ').map(eachSingular));
  return parts.flatMap((part, index) => (index === 0 ? part : [gap, ...part]));
}

function eachSingular(alternatives: string): string {
  return alternatives.split('|').map(singular).join('|');
}

export function isDeed(word: string | undefined): boolean {
  return word !== undefined && Object.hasOwn(deedWords, word);
}

function withDeeds(text: string): string {
  return deeds.reduce((now, [deed, said]) => now.replace(said, `${deed} `).replace(/ {2,}/g, ' '), text);
}

/** Values of one kind are one word, so that a runbook can say `keep … ADDRESS`. */
const kinds: readonly (readonly [kind: string, values: RegExp])[] = [
  ['MAC', /\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b/gi],
  ['NETWORK', /\b\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}\b/g],
  ['ADDRESS', /\b\d{1,3}(?:\.\d{1,3}){3}\b/g],
  ['SIZE', /\b\d+(?:\.\d+)?\s?(?:[tgm]i?b?|gigs?|gigabytes?|terabytes?)\b/gi],
  [
    'DOMAIN',
    /(?<![\w@/.-])(?:[a-z0-9-]{1,40}\.){1,5}(?:com|org|net|lan|local|internal|dev|io|test|example|home|intern|corp|[a-z]{2})(?![\w@]|\.\w)/gi,
  ],
  ['PATH', /(?<![\w/])\/[a-z][\w./-]{1,60}/gi],
];

function isKind(word: string): boolean {
  return kinds.some(([kind]) => kind === word);
}

/** Lower case, single blanks; the colon or bracket that opens details is a word of its own. */
function plainWords(text: string): string {
  const words = kinds
    .reduce((now, [kind, pattern]) => now.replace(pattern, ` ${kind} `), text.replaceAll('’', "'"))
    .replace(/[\p{L}\p{N}]+/gu, (word) => (isKind(word) ? word : word.toLowerCase()))
    .replace(/:\s|\s\(/g, ' §')
    .replace(/[^\p{L}\p{N}'/*|§-]+/gu, ' ')
    .replaceAll('§', ' : ');
  return ` ${words.replace(/\s+/g, ' ').trim()} `;
}

/** `aliases` as `alias` would cost more than it is worth: only the plain plural goes. */
function singular(word: string): string {
  return word.length < 3 || /(?:ss|us|is|as|\*|[A-Z])$/.test(word) ? word : word.replace(/ies$/, 'y').replace(/s$/, '');
}
