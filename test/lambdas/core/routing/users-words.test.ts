import * as fc from 'fast-check';
import { readText } from '../../../../lambdas/core/routing/text.ts';
import { usersWords } from '../../../../lambdas/core/routing/users-words.ts';

const text = readText('Give the wiki 4 GB (it is slow),\nthen  “back up” the mail server [mx1] every night.').clean;

describe('words of the user', () => {
  it.each([
    ['then back up the mail', undefined],
    ['then "back up" the mail server [mx1]', 'then "back up" the mail server [mx1]'],
    ['“back up” the', '"back up" the'],
    ['Give the wiki 4 GB (it is slow),', 'Give the wiki 4 GB (it is slow),'],
    ['  the   mail server [mx1] every night.', 'the mail server [mx1] every night.'],
    ['give the wiki', undefined],
    ['ive the wiki', undefined],
    ['the wik', undefined],
    ['', undefined],
    ['   ', undefined],
    ['.*', undefined],
  ])('%j', (passage, expected) => {
    expect(usersWords(passage, text)).toBe(expected);
  });

  it('are found across a line and with other blanks, and given as they were written', () => {
    expect(usersWords('slow), then', text)).toBe('slow),\nthen');
  });

  it('are always a part of the text', () => {
    const word = fc.stringMatching(/^[\w.*+?^${}()|[\]\\]{1,6}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), fc.nat(), fc.nat(), (words, from, count) => {
        const whole = words.join(' ');
        const passage = words.slice(from % words.length, (from % words.length) + 1 + (count % 4)).join(' ');
        const found = usersWords(passage, whole);
        if (found !== undefined) expect(whole).toContain(found);
      }),
    );
  });
});
