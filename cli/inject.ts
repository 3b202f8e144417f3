import { InvalidArgumentError, Option } from 'commander';
import { type Fault, faultKinds, faultSchema } from '../lambdas/core/task/faults.ts';

/** What each part of a fault may say, in the words of an error. */
const expected: Readonly<Record<string, string>> = {
  step: 'the id of a task is expected',
  attempt: 'a whole number from 1 is expected',
  kind: `one of ${faultKinds.join(', ')} is expected`,
};

/** `--inject`, which may be given several times; `about` says what it is for. */
export function injectOption(about: string): Option {
  const form = `step=<task>,attempt=<number>,kind=${faultKinds.join('|')}`;
  return new Option('--inject <fault>', `${about}, as ${form}; repeatable`).argParser(
    (text, faults?: readonly Fault[]) => [...(faults ?? []), parseFault(text)],
  );
}

/**
 * A fault as it is written on the command line: `step=build-api,attempt=1,kind=error`.
 *
 * @throws InvalidArgumentError naming the part that is wrong, and what is expected of it
 */
export function parseFault(text: string): Fault {
  const given = new Map<string, string>();
  for (const part of text.split(',')) {
    const [, key = '', value = ''] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/.exec(part) ?? [];
    if (key === '') throw refused(`${JSON.stringify(part)} is not of the form key=value`);
    if (!Object.hasOwn(expected, key))
      throw refused(`there is no ${key}: ${Object.keys(expected).join(', ')} are known`);
    if (given.has(key)) throw refused(`${key} is given twice`);
    given.set(key, value);
  }
  const missing = ['step', 'kind'].find((key) => !given.has(key));
  if (missing !== undefined) throw refused(`${missing} is missing: ${expected[missing]}`);
  const attempt = given.get('attempt');
  const fault = { step: given.get('step'), kind: given.get('kind') };
  const parsed = faultSchema.safeParse(attempt === undefined ? fault : { ...fault, attempt: numberOf(attempt) });
  if (parsed.success) return parsed.data;
  const wrong = String(parsed.error.issues[0]?.path[0]);
  throw refused(`${wrong} is ${JSON.stringify(given.get(wrong))}: ${expected[wrong]}`);
}

/** An empty text would be read as 0, and `1e1` as 10. */
function numberOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

function refused(why: string): InvalidArgumentError {
  return new InvalidArgumentError(`${why}.`);
}
