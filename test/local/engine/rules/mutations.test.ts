import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mutations } from './mutations.ts';
import { catalogue } from './rule.ts';

const rules = new Set([...(await catalogue()).values()].flat().map((it) => it.sentence));

describe('the mutations', () => {
  it('are at least 25', () => {
    expect(mutations.length).toBeGreaterThanOrEqual(25);
  });

  it.each(mutations)('in $file can break the rule: $rules.0', ({ file, from, rules: broken }) => {
    const source = readFileSync(join(import.meta.dirname, '../../../../local/engine', file), 'utf8');

    expect(source.split(from)).toHaveLength(2);
    expect(broken.filter((it) => !rules.has(it))).toEqual([]);
  });
});
