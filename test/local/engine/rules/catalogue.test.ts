import { catalogue } from './rule.ts';

const themes = await catalogue();
const rules = [...themes.values()].flat();

describe('the rules', () => {
  it('are at least 120, some in every theme', () => {
    expect(rules.length).toBeGreaterThanOrEqual(120);
    expect([...themes].filter(([, it]) => it.length === 0).map(([theme]) => theme)).toEqual([]);
  });

  it('each name the page of AWS that says so', () => {
    const page = /^https:\/\/(docs\.aws\.amazon\.com|states-language\.net)\/\S+$/;

    expect(rules.filter((it) => !page.test(it.address))).toEqual([]);
  });

  it('are different sentences', () => {
    const sentences = rules.map((it) => it.sentence);

    expect(sentences.filter((it, i) => sentences.indexOf(it) !== i)).toEqual([]);
  });
});
