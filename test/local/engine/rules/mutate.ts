import type { Mutation } from './mutation.ts';
import { mutations } from './mutations.ts';
import { catalogue, type Rule } from './rule.ts';
import { Sandbox } from './sandbox.ts';

/**
 * Breaks the engine in one way after another and checks that the rules notice: `npm run test:mutations`.
 * Ends with 1 when a change goes unnoticed, cannot be made, or is noticed by other rules only.
 */
const AT_ONCE = 2;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function changedBy({ file, from, to }: Mutation): (source: string) => string {
  return (source) => {
    const parts = source.split(from);
    if (parts.length !== 2) throw new Error(`${file} has the text ${parts.length - 1} times, not once`);
    return parts.join(to);
  };
}

/** @returns the cases that failed. @throws Error saying what is wrong with the mutation */
async function noticed(sandbox: Sandbox, mutation: Mutation, themes: Map<string, string>): Promise<string[]> {
  const suites = new Set(mutation.rules.map((it) => themes.get(it) ?? it));
  const failed = await sandbox.with(mutation.file, changedBy(mutation), () => sandbox.failed([...suites]));
  if (failed.length === 0) throw new Error('no rule noticed');
  const silent = mutation.rules.filter((rule) => !failed.some((it) => it.startsWith(`${rule} (`)));
  if (silent.length > 0) throw new Error(`not noticed by: ${silent.join('; ')}`);
  return failed;
}

/** Takes mutations from the queue until it is empty. @returns how many went wrong */
async function work(queue: Mutation[], themes: Map<string, string>): Promise<number> {
  const sandbox = new Sandbox();
  let wrong = 0;
  try {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const what = `${next.file}: ${next.from.trim()} → ${next.to.trim() || '(nothing)'}`;
      try {
        const failed = await noticed(sandbox, next, themes);
        say([what, ...failed.map((it) => `  breaks: ${it.replace(/ \(https:.*\)$/, '')}`)].join('\n'));
      } catch (error) {
        wrong += 1;
        say(`${what}\n  WRONG: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  } finally {
    sandbox.remove();
  }
  return wrong;
}

/** Rules that fail without any mutation. */
async function failingAnyway(rules: ReadonlyMap<string, readonly Rule[]>): Promise<string[]> {
  const sandbox = new Sandbox();
  try {
    return await sandbox.failed([...rules.keys()]);
  } finally {
    sandbox.remove();
  }
}

const rules = await catalogue();
const themes = new Map([...rules].flatMap(([theme, of]) => of.map((it) => [it.sentence, theme] as const)));
const failing = await failingAnyway(rules);
for (const it of failing) say(`WRONG: fails without any mutation: ${it}`);
const queue = [...mutations];
const wrong = await Promise.all(Array.from({ length: AT_ONCE }, () => work(queue, themes)));
const total = wrong.reduce((sum, it) => sum + it, 0);
say(`${mutations.length - total} of ${mutations.length} mutations are noticed by the rules that they break`);
process.exitCode = total + failing.length > 0 ? 1 : 0;
