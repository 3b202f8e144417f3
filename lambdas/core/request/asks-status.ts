const longest = 120;

const polite =
  /\b(?:hi|hello|hey|please|pls|and|so|ok|okay|just|now|currently|at the moment|any idea|can you (?:tell|say)(?: me)?|could you (?:tell|say)(?: me)?|tell me|i wonder|i would like to know|thanks|thank you)\b/g;

const it = '(?:it|this|that|things|everything|(?:the|my|this|our) (?:request|work|task|job))';

const questions = [
  `(?:what is|what's|whats|how is|how's|show|give me)? ?(?:the |a )?(?:current )?(?:status|state|progress|eta|update|status update)(?: (?:of|on|for) ${it})?`,
  `how (?:far|long) (?:is|are|along is|along are|does|will) (?:${it}|you|we)(?: (?:along|take|be|still take))?`,
  `how far (?:${it}|you) (?:is|are)`,
  `how(?: is|'s| are) (?:${it}|you) (?:going|coming along|doing|getting on|looking|standing)`,
  `how (?:does|do) ${it} (?:stand|look|go)`,
  `(?:is|are) (?:${it}|you|we) (?:still )?(?:done|ready|finished|there|going|running|stuck|working|progressing)(?: yet| already)?`,
  `(?:any|what) (?:news|progress|updates?|word)(?: yet)?(?: (?:on|of|about) ${it})?`,
  `when (?:will|is) (?:${it}|you)(?: be)? (?:done|ready|finished|over|complete|expected)`,
  `(?:is there|are there|is|what's|what is) (?:anything |something )?(?:blocking|holding up|blocked|delaying)(?: ${it})?`,
  `where (?:are we|is ${it}|does ${it} stand)`,
  'are we there yet',
].map((pattern) => new RegExp(`^${pattern}$`));

/** Whether a message asks how a request stands, and for nothing else. */
export function asksForStatus(text: string): boolean {
  if (text.length > longest) return false;
  const words = text
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/[^\p{L}\p{N}' ]+/gu, ' ')
    .replaceAll(polite, ' ')
    .replaceAll(/ +/g, ' ')
    .trim();
  return questions.some((question) => question.test(words));
}
