/** How much of a request the router reads, characters. What is longer is decided by its beginning. */
export const maxTextLength = 20_000;

const maxTokens = 600;

/** A word of the request; `start` and `end` are its place in the cleaned text. */
export interface Token {
  /** Lower case, without a possessive ending. */
  readonly word: string;
  /** The word without plural and similar endings, so that `alerts` meets `alert`. */
  readonly stem: string;
  readonly possessive: boolean;
  readonly start: number;
  readonly end: number;
  /** Punctuation between the word before and this one: `,`, `;`, `:`, `.`, `?`, `!`, `(`, a line's end; empty if none. */
  readonly before: string;
}

export interface Text {
  /** The request without control characters, typographic quotes and runs of blanks; case is kept. */
  readonly clean: string;
  readonly tokens: readonly Token[];
}

const invisible = /[[\p{Cf}\p{Cc}]--[\n\t]]/gv;
const wordPattern = /[\p{L}\p{N}]+(?:['.+_][\p{L}\p{N}]+)*(?:'(?![\p{L}\p{N}]))?/gu;
const breakPattern = /[,;:.?!()\n–—+&]/u;

/** Reads at most {@link maxTextLength} characters; linear in their number. */
export function readText(text: string): Text {
  const clean = text
    .slice(0, maxTextLength)
    .normalize('NFKC')
    .slice(0, maxTextLength)
    .toWellFormed()
    .replace(invisible, '')
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/[“”„«»]/g, '"')
    .replace(/[^\S\n]+/g, ' ')
    .trim();
  return { clean, tokens: tokenise(clean) };
}

function tokenise(clean: string): Token[] {
  const tokens: Token[] = [];
  let last = 0;
  for (const match of clean.matchAll(wordPattern)) {
    if (tokens.length === maxTokens) break;
    const lower = match[0].toLowerCase();
    const possessive = lower.length > 2 && (lower.endsWith("'") || (lower.endsWith("'s") && !contractions.has(lower)));
    const word = possessive ? lower.replace(/'s?$/, '') : lower;
    tokens.push({
      word,
      stem: stemOf(word),
      possessive,
      start: match.index,
      end: match.index + match[0].length,
      before: breakOf(clean.slice(last, match.index)),
    });
    last = match.index + match[0].length;
  }
  return tokens;
}

/** `a + b` and `a & b` are lists like `a, b`. */
function breakOf(gap: string): string {
  const mark = breakPattern.exec(gap)?.[0] ?? '';
  return mark === '+' || mark === '&' ? ',' : mark;
}

const contractions = new Set([
  "what's",
  "it's",
  "that's",
  "there's",
  "who's",
  "where's",
  "how's",
  "let's",
  "here's",
  "when's",
]);

/**
 * A light stem: plural and participle endings and a last `e` go, so that `schedules`, `scheduled` and `scheduling` meet. It is
 * for comparing only; nobody reads it.
 */
export function stemOf(word: string): string {
  if (word.length < 4 || /\d/.test(word)) return word;
  const single = singularOf(word);
  if (single.length > 5 && single.endsWith('ing')) return undouble(single.slice(0, -3));
  if (single.length > 4 && single.endsWith('ed')) return undouble(single.slice(0, -2));
  return single.length > 3 && single.endsWith('e') ? single.slice(0, -1) : single;
}

function singularOf(word: string): string {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:sses|shes|ches|xes)$/.test(word)) return word.slice(0, -2);
  return /[^suai]s$/.test(word) ? word.slice(0, -1) : word;
}

/** `runn` → `run`. */
function undouble(root: string): string {
  return /([bdgmnprt])\1$/.test(root) ? root.slice(0, -1) : root;
}
