/** Something that a request may want brought up to date beside its work. */
export interface Matter {
  /** Whether a sentence speaks of it. */
  readonly in: (sentence: string) => boolean;
}

const documented =
  /\b(?:documentation|docs|readme|changelog|document(?:ed|ing)? (?:it|this|that|them|the|what|how|our|all|every|each)|(?:describe|write|note|record|enter|put|add)\w* (?:\S{1,80} ){0,6}(?:in|to|into) the (?:wiki|handbook|manual|knowledge base))\b/i;

export const documentation: Matter = { in: (sentence) => documented.test(sentence) };

const named =
  /\b(?:(?:github|gitlab|jira) (?:issues?|tickets?)|(?:issue|ticket) (?:number |no\.? ?)?#?\d+|(?:update|close|comment on|reference|link) the (?:issue|ticket))\b/i;
const link = /^\W*(?:https?:\/\/.+\/(?:issues|merge_requests|pull|browse)\/[\w-]+|(?:[\w.-]+\/[\w.-]+)?#\d+)/i;

/** No word that stands for an issue is longer. */
const longestWord = 300;

export const issue: Matter = {
  in: (sentence) =>
    named.test(sentence) || sentence.split(/\s+/).some((word) => word.length <= longestWord && link.test(word)),
};

/** The first sentence that speaks of a matter, as it stands. */
export function sentenceOn({ in: speaks }: Matter, text: string): string | undefined {
  return text
    .split(/(?<=[.!?])\s+|\n+/)
    .find((sentence) => speaks(sentence))
    ?.trim();
}

/** Whether a sentence says that something is not so, or is still to be. */
export function denies(sentence: string): boolean {
  return /\b(?:not|no|nobody|nothing|never|without|cannot|could|should|must|needs?|to be|remains?|still|pending|later|todo)\b|n't\b/i.test(
    sentence,
  );
}
