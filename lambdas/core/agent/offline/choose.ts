import type { TaskSpec } from '../../task/task.ts';
import type { AgentDefinition, Playbook } from '../definition.ts';
import { contradicts, courseOf, directionsOf, placeOf } from './direction.ts';
import { gap, isDeed, type WeighedWord, weighWords, wordsOf } from './weigh.ts';

/** Words of a runbook's title count for less than those it lists. */
const titleFactor = 0.4;
/** What its lines mention is a hint where nothing else was recognised. */
const lineFactor = 0.15;
/** Several words that were said together are surer than one. */
const phraseFactor = 1.6;
/** Sizes are said in many requests: alone they tell little about what is to be done. */
const attributeFactor = 0.3;
const attribute =
  /^(?:ram|memory|cores?|v?cpus?|disk|gb|tb|mb|gig|size|port|tcp|udp|schedule|nightly|daily|weekly|retention)$/;
const empty =
  /^(?:an?|the|of|or|and|to|in|on|at|by|it|its|is|be|for|with|from|into|something|somebody|who|what|how|may|do|one|i|me|up|out|no|not|when)$/;

/** Below these the general runbook is the honest choice; a question is better answered than acted upon. */
const leastScore = { action: 0.45, question: 2.5 };

/**
 * The runbook that the request's words speak for most. Each word counts once, by how rare it is in the agent's other
 * runbooks, where it stands in the request, and whether it was found as part of a phrase. The first wins a tie, the general
 * one when nothing speaks clearly enough; an agent without a fitting runbook gets one that any field can use. A runbook that
 * would do the opposite of what is asked is out, whatever words it shares with the request.
 */
export function chooseRunbook(agent: AgentDefinition, task: TaskSpec): Playbook {
  const candidates = agent.playbook.filter(({ intent }) => intent === task.intent || intent === 'any');
  const sentences = weighWords(task.instruction);
  const vocabulary = vocabularyOf(agent);
  let best: Playbook | undefined;
  let bestScore = leastScore[task.intent];
  const course = courseOf(task.instruction);
  for (const playbook of candidates) {
    const phrases = vocabulary.get(playbook) ?? [];
    const { title } = playbook;
    if (contradicts(course, directionsOf(title), placeOf(title), (word) => lists(phrases, word))) continue;
    const score = scoreOf(phrases, sentences);
    if (score > bestScore) [best, bestScore] = [playbook, score];
  }
  return best ?? candidates.find(({ when }) => when.length === 0) ?? candidates[0] ?? anyField[task.intent];
}

/** One word of a phrase: what it may be, and how rare each of that is among the agent's runbooks. Null stands for a gap. */
type Slot = readonly { readonly text: string; readonly open: boolean; readonly rarity: number }[] | null;

interface Phrase {
  readonly slots: readonly Slot[];
  readonly factor: number;
}

type Vocabulary = ReadonlyMap<Playbook, readonly Phrase[]>;

/** Definitions do not change while they are loaded, and taking them apart costs more than to look a request up in them. */
const vocabularies = new WeakMap<AgentDefinition, Vocabulary>();

function vocabularyOf(agent: AgentDefinition): Vocabulary {
  const known = vocabularies.get(agent);
  if (known !== undefined) return known;
  const phrases = agent.playbook.map((playbook) => [playbook, phrasesOf(playbook)] as const);
  const rarity = rarityIn(phrases.map(([, all]) => all));
  const slotOf = (word: string): Slot => {
    if (word === gap) return null;
    return word
      .split('|')
      .map((one) => ({ text: one.replace(/\*$/, ''), open: one.endsWith('*'), rarity: rarity(one) }));
  };
  const made = new Map(
    phrases.map(([playbook, all]) => [
      playbook,
      all.map(({ words, factor }) => ({ slots: words.map(slotOf), factor })),
    ]),
  );
  vocabularies.set(agent, made);
  return made;
}

interface WrittenPhrase {
  /** In order: `…` stands for any words of the same sentence, `a|b` for either of two, a final `*` for any ending. */
  readonly words: readonly string[];
  readonly factor: number;
}

function phrasesOf({ title, when, needs, steps, verify }: Playbook): WrittenPhrase[] {
  if (when.length === 0) return [];
  const listed = when.map((phrase): WrittenPhrase => {
    const words = wordsOf(phrase);
    const alone = words.length === 1 ? (attribute.test(words[0] ?? '') ? attributeFactor : 1) : phraseFactor;
    return { words, factor: alone };
  });
  const titled = wordsOf(title).filter((word) => !empty.test(word) && !attribute.test(word));
  const lines = new Set([...needs, ...steps, ...verify].flatMap(wordsOf));
  const mentioned = [...lines].filter((word) => /^[\p{L}][\p{L}\p{N}-]{3,}$/u.test(word) && !attribute.test(word));
  return [
    ...listed,
    ...titled.map((word) => ({ words: [word], factor: titleFactor })),
    ...mentioned.map((word) => ({ words: [word], factor: lineFactor })),
  ];
}

type Rarity = (word: string) => number;

/** Whether a word stands in the runbook's title or among its words, other than as the name of a deed. */
function lists(phrases: readonly Phrase[], word: string): boolean {
  return (
    !isDeed(word) &&
    phrases.some(
      ({ slots, factor }) => factor > lineFactor && slots.some((slot) => slot !== null && rarityAs(slot, word) > 0),
    )
  );
}

/** A word that few of the agent's runbooks list tells more: the inverse document frequency. */
function rarityIn(runbooks: readonly (readonly WrittenPhrase[])[]): Rarity {
  const documents = runbooks.map(
    (phrases) =>
      new Set(
        phrases
          .filter(({ factor }) => factor > lineFactor)
          .flatMap(({ words }) => words.flatMap((word) => word.split('|'))),
      ),
  );
  return (word) => {
    if (empty.test(word)) return 0.1;
    const holding = documents.filter((words) => words.has(word)).length;
    return Math.log(1 + documents.length / Math.max(1, holding));
  };
}

function scoreOf(phrases: readonly Phrase[], sentences: readonly (readonly WeighedWord[])[]): number {
  return sentences.reduce((score, sentence) => {
    const present = [...new Set(sentence.map(({ word }) => word))];
    const worth = sentence.map(() => 0);
    for (const { slots, factor } of phrases) {
      if (!slots.every((slot) => slot === null || present.some((word) => rarityAs(slot, word) > 0))) continue;
      for (const { at, rarity } of found(slots, sentence)) {
        worth[at] = Math.max(worth[at] ?? 0, factor * rarity * (sentence[at]?.weight ?? 0));
      }
    }
    return score + worth.reduce((sum, one) => sum + one, 0);
  }, 0);
}

interface Hit {
  readonly at: number;
  readonly rarity: number;
}

/** Every place where the phrase stands in the sentence. */
function found(slots: readonly Slot[], sentence: readonly WeighedWord[]): Hit[] {
  return sentence.flatMap((_, start) => foundFrom(slots, sentence, start));
}

/** The phrase's words, if they stand in the sentence with the first of them at `start`. */
function foundFrom(slots: readonly Slot[], sentence: readonly WeighedWord[], start: number): Hit[] {
  const hits: Hit[] = [];
  let next = start;
  let furthest = start;
  for (const slot of slots) {
    if (slot === null) {
      furthest = sentence.length - 1;
      continue;
    }
    let at = next;
    const last = furthest;
    while (at < last && rarityAs(slot, sentence[at]?.word) === 0) at += 1;
    const rarity = rarityAs(slot, sentence[at]?.word);
    if (rarity === 0) return [];
    hits.push({ at, rarity });
    next = at + 1;
    furthest = next;
  }
  return hits;
}

/** How rare the word is as one of those that the slot takes; 0 when it is none of them. */
function rarityAs(slot: NonNullable<Slot>, word: string | undefined): number {
  if (word === undefined) return 0;
  return slot.find(({ text, open }) => (open ? word.startsWith(text) : word === text))?.rarity ?? 0;
}

const anyField: Record<TaskSpec['intent'], Playbook> = {
  action: {
    title: 'Prepare and carry out a change',
    intent: 'action',
    when: [],
    needs: ['Who carries it out, and who agrees to it'],
    steps: [
      'Read how {target} is now, and write down whatever the change will touch.',
      'Write the change as single steps, each with the one that takes it back.',
      'Have a second person read them, then take them one at a time.',
    ],
    verify: ['What was asked for is there, and what worked before still works.'],
    undo: ['Take the steps back in reverse order, down to the state written down first.'],
  },
  question: {
    title: 'Find the answer',
    intent: 'question',
    when: [],
    needs: [],
    steps: [
      'Say which fact answers the question, and which system owns that fact.',
      'Read it there, with its unit and time, and note how it was read.',
    ],
    verify: ['A second source, or the same one a little later, says the same.'],
    undo: ['There is nothing to undo, reading changes nothing.'],
  },
};
