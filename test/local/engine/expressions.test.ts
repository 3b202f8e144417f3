import { pass, run } from './machines.ts';

/** What a Pass state makes of an expression. */
async function evaluate(text: string): Promise<unknown> {
  const { status, output, error, cause } = await run({ Only: pass({ Output: `{% ${text} %}` }) });
  return status === 'SUCCEEDED' ? output : [error, cause];
}

const failedWith = (cause: RegExp) => ['States.QueryEvaluationError', expect.stringMatching(cause)];

describe('an expression', () => {
  it('that backtracks for ever in a regular expression fails its state', async () => {
    const text = `$match('${'a'.repeat(40)}b', /^(a+)+$/)`;

    expect(await evaluate(text)).toEqual(failedWith(/regular expression .* took longer than 1000 milliseconds/));
  });

  it('that never ends fails its state', async () => {
    expect(await evaluate('($f := function($n) { $f($n) }; $f(1))')).toEqual(failedWith(/D1012: Evaluation timeout/));
  });

  it('that descends without end fails its state', async () => {
    expect(await evaluate('($f := function($n) { 1 + $f($n) }; $f(1))')).toEqual(failedWith(/D1011: Stack overflow/));
  });

  it('that would fill the memory fails its state', async () => {
    expect(await evaluate('[1..9999999]')).toEqual(failedWith(/D2015/));
    expect(await evaluate('$reduce([1..40], function($a, $b) { $a & $a }, "xxxxxxxxxx")')).toEqual(
      failedWith(/Invalid string length/),
    );
  });

  it.each([
    ['$match("ababbabbcc", /a(b+)/).match', ['ab', 'abb', 'abb']],
    ['$match("ababbabbcc", /a(b+)/, 1)', { match: 'ab', index: 0, groups: ['b'] }],
    ['$replace("John Smith", /(\\w+)\\s(\\w+)/, "$2, $1")', 'Smith, John'],
    ['$replace("abcabc", /b/, function($it) { $uppercase($it.match) })', 'aBcaBc'],
    ['$replace("aXbxc", /x/i, "-", 1)', 'a-bxc'],
    ['$split("a1b22c", /\\d+/)', ['a', 'b', 'c']],
    ['$contains("Hello World", /wo/i)', true],
    ['$count($match($pad("", 5000, "ab"), /a/))', 2500],
    ['["aa", "b", "ca"][$contains($, /^a+$/)]', 'aa'],
  ])('searches with regular expressions as JSONata says: %s', async (text, found) => {
    expect(await evaluate(text)).toEqual(found);
  });

  it('that a pattern matches with nothing fails its state', async () => {
    expect(await evaluate('$match("abc", /x*/)')).toEqual(failedWith(/D1004/));
  });
});
