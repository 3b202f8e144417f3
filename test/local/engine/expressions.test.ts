import { pass, run } from './machines.ts';

/** What a Pass state makes of an expression. */
async function evaluate(text: string): Promise<unknown> {
  const { status, output, error, cause } = await run({ Only: pass({ Output: `{% ${text} %}` }) });
  return status === 'SUCCEEDED' ? output : [error, cause];
}

const failedWith = (cause: RegExp) => ['States.QueryEvaluationError', expect.stringMatching(cause)];

describe('an expression', () => {
  it.each([
    ['backtracks for ever in a regular expression', `$match('${'a'.repeat(40)}b', /^(a+)+$/)`],
    ['calls itself for ever', '($f := function($n) { $f($n) }; $f(1))'],
    ['compares everything with everything', '$count($distinct([1..20000].{"a": $, "b": [$, $, $]}))'],
  ])('that %s fails its state, and holds up none that comes after it', async (_, text) => {
    expect(await evaluate(text)).toEqual(failedWith(/It took longer than 2000 milliseconds/));
    expect(await evaluate('$map([1, 2], function($n) { $n * 2 })')).toEqual([2, 4]);
  });

  it('knows the time of the run, also where it has functions of its own', async () => {
    const asked =
      '{"bare": $now("[Y]"), "bound": ($year := $now("[Y0001]-[M01]"); $year), "same": ($a := $millis(); $a = $millis())}';

    expect(await evaluate(asked)).toEqual({ bare: '2026', bound: '2026-01', same: true });
  });

  it('takes data for data, whatever its members are called', async () => {
    const data = '{"_jsonata_lambda": 1, "constructor": 2, "__proto__": 3}';

    expect(await evaluate(`$parse('${data}')`)).toEqual(JSON.parse(data));
    expect(await evaluate('$sum')).toEqual(failedWith(/unsupported result type/));
  });

  it('whose answer is nested too deeply fails its state', async () => {
    expect(await evaluate(`$parse('${'['.repeat(30_000)}${']'.repeat(30_000)}')`)).toEqual(failedWith(/call stack/));
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
