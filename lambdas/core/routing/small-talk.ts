/** What is said to be polite, to learn whom one talks to, or to somebody else altogether. */
export type SmallTalk = 'greeting' | 'thanks' | 'about' | 'off-topic';

/** No sentence that is only polite is longer, characters. */
const longest = 80;

const sentences: Readonly<Record<Exclude<SmallTalk, 'off-topic'>, readonly RegExp[]>> = {
  greeting: [
    /^(?:hi|hiya|hello|hey|howdy|greetings|moin|good (?:morning|afternoon|evening|day)|morning)(?: (?:there|all|team|everyone|everybody|folks|guys|baton|again|you))*$/,
    /^how(?: are|'s| is) (?:you|it|everything|life)(?: (?:all|doing|going|today))*$/,
    /^(?:nice|pleased|good) to meet you$/,
  ],
  thanks: [
    /^(?:(?:ok|okay|great|perfect|cool|super|nice|many|and) )*(?:thanks|thank you|thx|cheers|much appreciated)(?: (?:a lot|so much|very much|again|all|team|for \w+(?: \w+){0,4}))*$/,
    /^(?:(?:that|this|it)(?: was| is|'s) )?(?:(?:very|really|so) )?(?:great|perfect|helpful|awesome|excellent|well done|good job|good work|nice work)$/,
    /^(?:bye|goodbye|good night|see you(?: later| soon)?|have a (?:nice|good|great) \w+)$/,
  ],
  about: [
    /^(?:who|what)(?: are| is|'s) (?:you|baton)(?: \w+){0,3}$/,
    /^(?:who|what)(?: is|'s) this(?: (?:place|tool|service|bot|thing|here))?$/,
    /^(?:who|what) am i (?:talking|speaking|writing|chatting) (?:to|with)$/,
    /^(?:so )?what (?:can|do|could|will|would) (?:you|baton|this|it)(?: all| actually)? (?:do|help|offer|handle|know)(?: (?:for|with|about|me|us|here|exactly))*$/,
    /^(?:what|which) (?:kinds? of )?(?:requests?|things|questions|tasks|work) (?:can|may|could|should) (?:i|we|one|you) (?:ask|send|give|do|handle|take)(?: (?:you|for|here|on|about))*$/,
    /^(?:are you|is this) (?:an? )?(?:real )?(?:bot|robot|chatbot|human|ai|machine|person)$/,
    /^how (?:do|does|can) (?:this|it|you|i use (?:this|it|you)|we use (?:this|it|you))(?: work)?$/,
    /^(?:tell me about yourself|introduce yourself|what(?: is|'s) your name|what are your (?:skills|capabilities|abilities))$/,
    /^(?:please )?(?:help|help me|can you help(?: me| us)?|i need (?:some |your )?help)(?: please)?$/,
  ],
};

const elsewhere =
  / (?:poems?|jokes?|songs?|sing|story|stories|essays?|haikus?|limericks?|lyrics|recipes?|cook|riddles?|weather|horoscopes?|homework|translate|movies?|football|restaurants?|capital of|birthdays?|chairs?|novels?|small talk) /;

/**
 * What a request is where every sentence of it is small talk; undefined where one of them wants something. What comes last counts, and
 * a greeting counts least.
 */
export function smallTalkIn(request: string): Exclude<SmallTalk, 'off-topic'> | undefined {
  const said = request
    .toLowerCase()
    .split(/[.!?,;:\n]+/)
    .map(plain)
    .filter((sentence) => sentence !== '' && sentence !== 'please');
  const kinds = said.map((sentence) => kindOf(sentence));
  if (kinds.length === 0 || kinds.includes(undefined)) return undefined;
  return kinds.findLast((kind) => kind !== 'greeting') ?? 'greeting';
}

/** A request without the polite sentences that it begins and ends with; all of it where it is nothing else. */
export function beyondSmallTalk(request: string): string {
  const sentences = [...request.matchAll(/[^.!?,;:\n]+[.!?,;:\n]*/g)];
  const wants = ([sentence]: RegExpMatchArray): boolean => kindOf(plain(sentence)) === undefined;
  const first = sentences.findIndex(wants);
  const last = sentences.findLast(wants);
  if (first < 0 || last === undefined) return request;
  return request.slice(sentences[first]?.index, last.index + last[0].length).trim();
}

/** Whether words of a request that nobody here can place speak of something that no such team does. */
export function isOffTopic(request: string): boolean {
  return elsewhere.test(` ${request.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ')} `);
}

const plain = (sentence: string): string =>
  sentence
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}' ]+/gu, ' ')
    .replaceAll(/ +/g, ' ')
    .trim();

function kindOf(sentence: string): Exclude<SmallTalk, 'off-topic'> | undefined {
  if (sentence.length > longest) return undefined;
  for (const kind of ['greeting', 'thanks', 'about'] as const) {
    if (sentences[kind].some((pattern) => pattern.test(sentence))) return kind;
  }
  return undefined;
}
