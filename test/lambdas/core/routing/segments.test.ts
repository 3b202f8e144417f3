import fc from 'fast-check';
import { segmentsOf } from '../../../../lambdas/core/routing/segments.ts';
import { readText } from '../../../../lambdas/core/routing/text.ts';

const cut = (text: string): string[] =>
  segmentsOf(readText(text)).map(({ tokens, joint, earlier }) => {
    const words = tokens.map(({ word }) => word).join(' ');
    return `${joint}${earlier ? ' earlier' : ''}: ${words}`;
  });

describe('a request is cut', () => {
  it.each([
    ['grow the pool, then warn us', ['start: grow the pool', 'sequel: warn us']],
    ['a guest with snapshots and alerting', ['start: a guest', 'with: snapshots', 'and: alerting']],
    ['Grow it. Watch it!', ['start: grow it', 'stop: watch it']],
    ['1) a guest 2) a name', ['comma: a guest', 'comma: a name']],
    ['upgrade the guest after taking a snapshot', ['start: upgrade the guest', 'sequel earlier: taking a snapshot']],
    ['wait until you have a dump', ['start: wait', 'sequel earlier: you have a dump']],
    ['the guest with the wiki', ['start: the guest with the wiki']],
    ['protect the wiki with backups', ['start: protect the wiki with backups']],
    ['and then', []],
    ['', []],
  ])('%p', (text, expected) => {
    expect(cut(text)).toEqual(expected);
  });

  it('into pieces that stand in the order of its words and share none, twelve at most', () => {
    const word = fc.constantFrom(...'create backup and then with after taking you the it . , ; 2 ) vm \n'.split(' '));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 80 }), (words) => {
        const text = readText(words.join(' '));
        const segments = segmentsOf(text);
        const places = segments.flatMap(({ tokens }) => tokens.map(({ start }) => start));
        expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
        expect(segments.length).toBeLessThanOrEqual(12);
        expect(segments.every(({ tokens, at }) => text.tokens[at] === tokens[0])).toBe(true);
      }),
    );
  });
});
