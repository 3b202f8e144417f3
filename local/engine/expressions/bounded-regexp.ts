import vm from 'node:vm';

/** What all searches of one regular expression in one evaluation may take together. */
const TIME_LIMIT_MS = 1_000;
/** Entering the watched code costs about 150 µs, so that it is not done for each match apart. */
const MATCHES_AT_ONCE = 1_000;

/** Searches from where the pattern stands; `timeout` of vm interrupts an expression that backtracks for ever. */
const search = new vm.Script(`
  found = [];
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    found.push(match);
    if (match[0] === '' || found.length === ${MATCHES_AT_ONCE}) break;
  }
`);
interface Searched {
  pattern: RegExp;
  text: string;
  found: RegExpExecArray[];
}
/** What `search` sees; used for one search at a time, for searching never pauses. */
const searched: Searched = { pattern: /x/, text: '', found: [] };
vm.createContext(searched);

/**
 * The regular expressions of JSONata, each bounded in time: JavaScript's own may need longer than anyone lives for a text of
 * forty letters, and nothing else of the process would run meanwhile. Made by jsonata at each evaluation of a pattern, which
 * searches a text from `lastIndex` on, match after match.
 */
export class BoundedRegExp {
  lastIndex = 0;
  readonly #pattern: RegExp;
  #leftMs = TIME_LIMIT_MS;
  #text = '';
  /** Matches found and not asked for yet, the next one first. */
  #ahead: RegExpExecArray[] = [];
  #searchedTo = -1;

  constructor(pattern: RegExp) {
    this.#pattern = new RegExp(pattern);
  }

  /** @throws Error when the pattern took too long altogether */
  exec(text: string): RegExpExecArray | null {
    if (text !== this.#text || this.lastIndex !== this.#searchedTo || this.#ahead.length === 0) this.#search(text);
    const match = this.#ahead.shift();
    this.lastIndex = match === undefined ? 0 : match.index + match[0].length;
    this.#searchedTo = this.lastIndex;
    return match ?? null;
  }

  #search(text: string): void {
    const started = performance.now();
    this.#pattern.lastIndex = this.lastIndex;
    Object.assign(searched, { pattern: this.#pattern, text });
    try {
      search.runInContext(searched, { timeout: Math.max(1, Math.ceil(this.#leftMs)) });
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      const message = `The regular expression ${String(this.#pattern)} took longer than ${TIME_LIMIT_MS} milliseconds.`;
      throw new Error(message, { cause: error });
    } finally {
      this.#leftMs -= performance.now() - started;
    }
    this.#ahead = searched.found;
    this.#text = text;
  }
}
