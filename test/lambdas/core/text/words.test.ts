import * as fc from 'fast-check';
import { cutWords, shareWords, wordCount } from '../../../../lambdas/core/text/words.ts';

const text = fc
  .array(fc.string({ unit: 'grapheme', maxLength: 6 }), { maxLength: 150 })
  .map((words) => words.join(' '));

it('cuts to so many words, and marks the cut', () => {
  expect(cutWords('one two three', 2)).toBe('one two…');
  expect(cutWords(' one\n two ', 2)).toBe('one two');
  expect(cutWords('one', 0)).toBe('');
});

it('shares words so that nobody goes without for somebody longer', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 8 }), fc.nat(120), (texts, limit) => {
      const shared = shareWords(texts, limit);
      const counts = shared.map(wordCount);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(limit);
      const fair = Math.floor(limit / texts.length);
      texts.forEach((whole, at) => {
        expect(counts[at]).toBeGreaterThanOrEqual(Math.min(wordCount(whole), fair));
        if (counts[at] === wordCount(whole)) expect(shared[at]).toBe(cutWords(whole, Infinity));
      });
    }),
  );
});

it('leaves what fits as it is', () => {
  expect(shareWords(['a b c d e', 'f'], 6)).toEqual(['a b c d e', 'f']);
  expect(shareWords(['a b c d e', 'f g h'], 4)).toEqual(['a b…', 'f g…']);
});
