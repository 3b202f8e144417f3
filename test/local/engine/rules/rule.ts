import { readdirSync } from 'node:fs';

/** What AWS says in one sentence of ours, and the page that says it. */
export interface Rule {
  readonly sentence: string;
  readonly address: string;
}

/** Not themes, although they are suites. */
const ABOUT_RULES = ['catalogue', 'mutations'];

let collected: Rule[] | undefined;

/** A case that fails when the engine breaks the rule. */
export function rule(sentence: string, address: string, check: () => void | Promise<void>): void {
  if (collected) {
    collected.push({ sentence, address });
    return;
  }
  test(`${sentence} (${address})`, async () => {
    expect.hasAssertions();
    await check();
  });
}

/** The rules of every theme, by the name of its suite; checks none of them. */
export async function catalogue(): Promise<ReadonlyMap<string, readonly Rule[]>> {
  const themes = readdirSync(import.meta.dirname)
    .filter((it) => it.endsWith('.test.ts'))
    .map((it) => it.slice(0, -'.test.ts'.length))
    .filter((it) => !ABOUT_RULES.includes(it));
  const rules = new Map<string, readonly Rule[]>();
  for (const theme of themes) {
    collected = [];
    await import(`./${theme}.test.ts`);
    rules.set(theme, collected);
  }
  collected = undefined;
  return rules;
}
