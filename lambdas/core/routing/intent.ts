import { deedOf } from './verbs.ts';
import type { Text, Token } from './text.ts';

export type Intent = 'question' | 'action';

export interface IntentReading {
  readonly intent: Intent;
  /** It asks how things stand at the moment, which whoever watches them can answer. */
  readonly state: boolean;
  readonly why: string;
}

const askers = new Set(
  "what what's which who who's whom whose when where where's why how how's is are does do did has have was were am whats hows".split(
    ' ',
  ),
);
const courtesy =
  /^(?:hi|hey|hello|please|pls|so|and|ok|quick|question|good|morning|team|folks|guys|all|just|dear|everyone|um|well)$/;
const inquiry = new Set(
  'tell show list explain know wonder wondering curious figure display report see find look check describe summarise summarize'.split(
    ' ',
  ),
);
const asksMe = /^(?:can|could|would|will)$/;

const measures =
  /^(?:usage|utili[sz]ation|utili[sz]ed|load|loaded|consum\w*|full|busy|hot|temperature|uptime|throughput|health|healthy|status|state|statistics|stats|online|offline|alive|reachable|running|runs|figures|numbers|trend|firing|level|readings?)$/;
/** These speak of a state only where a resource is named: `uses the most memory`, but not `which VLAN do the phones use`. */
const weakMeasures =
  /^(?:use|uses|used|using|eat|eats|eating|takes?|taking|hogs?|hogging|occup\w+|sitting|looking|doing|remaining|left|active|idle|free|available|much|spare|low|high)$/;
const resources = /^(?:ram|memory|mem|cpu|cores?|disks?|space|storage|capacity|swap|gb|tb|bandwidth|iops|load)$/;
const howTo = /^(?:do|can|should|would|could|to|does|are|did)$/;

/** A question asks to be told something; "can you create …?" is a request with manners. */
export function readIntent({ tokens, clean }: Text): IntentReading {
  const start = tokens.findIndex((token) => !courtesy.test(token.word));
  const lead = tokens.slice(Math.max(0, start));
  const [first, second, third] = lead;
  const mark = /\?["')\s]*$/.test(clean) || tokens.some((token) => token.before === '?');
  const reading = (intent: Intent, why: string): IntentReading => ({
    intent,
    state: intent === 'question' && asksState(lead),
    why,
  });
  if (first === undefined) return reading('action', 'no words');

  const asked = inquiryAt(lead);
  if (asked !== undefined) return reading('question', `asks to be told: '${asked}'`);
  const forMe = /^(?:give|send|get)$/.test(first.word) && /^(?:me|us)$/.test(second?.word ?? '');
  if (forMe && asksState(lead)) return reading('question', 'asks for the present state');
  if (asksMe.test(first.word) && second?.word === 'you') return reading('action', 'a polite request');
  if (
    /^(?:can|could|may|might)$/.test(first.word) &&
    /^(?:i|we|somebody|someone|anyone|anybody|one)$/.test(second?.word ?? '')
  ) {
    if (lead.some(({ word }) => resources.test(word)) && asksState(lead))
      return reading('question', 'asks for the present state');
    // "Can we automate …?" proposes; "can I …?" and "can we see …?" ask.
    const proposed = second?.word === 'we' && !/^(?:read|plan|repair|undefined)$/.test(deedOf(third) ?? 'undefined');
    if (proposed) return reading('action', 'a proposal');
    const wish = /^(?:have|get|please)$/.test(third?.word ?? '') || /^(?:some|any)/.test(second?.word ?? '');
    return reading(wish ? 'action' : 'question', wish ? 'a polite request' : `begins with '${first.word}'`);
  }
  const subject = second?.word ?? '';
  // "Have the nas backed up" is an order, "have the backups finished?" is none.
  if (
    /^(?:do|have)$/.test(first.word) &&
    !/^(?:i|we|you|they|any)$/.test(subject) &&
    !(mark && /^(?:the|our)$/.test(subject))
  ) {
    return reading('action', 'an instruction');
  }
  if (askers.has(first.word)) return reading('question', `begins with '${first.word}'`);
  if (
    /^(?:should|shall|would|will|can|could|may|might|any|anything|anyone|anybody|isn't|aren't|doesn't|don't)$/.test(
      first.word,
    ) &&
    (mark || first.word === 'should')
  ) {
    return reading('question', `begins with '${first.word}'`);
  }
  if (mark && deedOf(first) === undefined) return reading('question', 'ends with a question mark');
  const terse =
    /^(?:current|present|actual|live|latest)$/.test(first.word) ||
    lead.some(({ word }) => /^(?:stats|statistics|figures|numbers|readings?)$/.test(word));
  if (deedOf(first) === undefined && terse && asksState(lead)) {
    return reading('question', 'asks for the present state');
  }
  return reading('action', 'an instruction');
}

function inquiryAt(lead: readonly Token[]): string | undefined {
  const at = lead.slice(0, 7).findIndex((token) => inquiry.has(token.word));
  if (at < 0) return undefined;
  const before = lead
    .slice(0, at)
    .every((t) =>
      /^(?:can|could|would|will|you|please|i|we|want|need|like|to|me|i'd|we'd|i'm|just|am|was|been|let|love|be|interested|out|give|somebody|someone|anyone)$/.test(
        t.word,
      ),
    );
  if (!before) return undefined;
  const word = lead[at]?.word ?? '';
  const rest = lead.slice(at + 1, at + 4).map((t) => t.word);
  if (/^(?:find|look|check|figure|see|report|list|display|show)$/.test(word)) {
    const asks = rest.some(
      (w) =>
        /^(?:me|us|out|up|what|which|how|who|where|when|if|whether|all|the|current|any|into)$/.test(w) &&
        !(word === 'check' && w === 'all'),
    );
    return asks ? word : undefined;
  }
  return word;
}

function asksState(lead: readonly Token[]): boolean {
  const words = lead.slice(0, 40).map((token) => token.word);
  const [first = '', second = ''] = words;
  const looks = /^(?:see|get|have|know|look|check)$/.test(words[2] ?? '');
  if (/^(?:can|could|should|would|shall|will)$/.test(first) && second !== 'you' && !looks) return false;
  const how = first === 'how' ? /^(?:is|are)$/.test(second) : /^how'?s$/.test(first);
  if (how && words.slice(1, 8).some((word) => resources.test(word))) return true;
  if (first === 'why' || (first === 'how' && howTo.test(second)) || first === 'where' || first === 'who') return false;
  const free = words.some((word) => weakMeasures.test(word)) && words.some((word) => resources.test(word));
  const running =
    words.some((word) => measures.test(word)) ||
    words.some((word, at) => /^(?:up|down)$/.test(word) && /^(?:and|right|now|again|at|)$/.test(words[at + 1] ?? ''));
  const changes = words.some((word) =>
    /^(?:if|should|best|difference|possible|recommended|supposed|policy|rule|rules)$/.test(word),
  );
  return (free || running) && !changes;
}
