import { describe, expect, test } from '@jest/globals';
import { columns, firstLines, indented, printable, shortened } from '../../cli/text.ts';

/** Sets the title of a terminal's window, and goes on in red. */
const hostile = '\u001b]0;mine\u0007\u001b[31m';
const shown = '\\u001b]0;mine\\u0007\\u001b[31m';

describe('printable text', () => {
  test.each([
    ['escape sequences', hostile, shown],
    ['a carriage return that overwrites the line', 'failed\rdone', 'failed\\u000ddone'],
    ['a backspace, a null and a delete', 'a\b\0\u007f', 'a\\u0008\\u0000\\u007f'],
    ['the one-character forms of escape sequences', '\u009b31m\u009d', '\\u009b31m\\u009d'],
    [
      'marks that turn the writing round',
      'a\u202eb\u2066c\u2069\u200f\u061c',
      'a\\u202eb\\u2066c\\u2069\\u200f\\u061c',
    ],
  ])('spells out %s', (_, text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  test.each(['two\nlines', 'a\ttab', 'Grüße, 中文, עברית, 👩‍💻', ''])('leaves %j alone', (text) => {
    expect(printable(text)).toBe(text);
  });

  test('ends lines in one way', () => {
    expect(printable('a\r\nb\r\n')).toBe('a\nb\n');
  });

  test('stays as it is when made printable again', () => {
    expect(printable(printable(hostile))).toBe(shown);
  });
});

describe('columns', () => {
  test('are as wide as their widest cell; the last one runs on', () => {
    expect(
      columns([
        ['a', 'bbb', 'c'],
        ['aa', 'b', 'a long one'],
        ['', '', ''],
      ]),
    ).toBe(['a   bbb  c', 'aa  b    a long one', '         '].join('\n'));
  });

  test('may be none', () => {
    expect(columns([])).toBe('');
  });

  test('are printable, and as wide as what is printed', () => {
    expect(
      columns([
        ['\u001b', 'x'],
        ['id', hostile],
      ]),
    ).toBe(`\\u001b  x\nid      ${shown}`);
  });
});

describe('an indented text', () => {
  test('has the margin before each line, and nothing behind', () => {
    expect(indented('a\n\n b ', '  | ')).toBe('  | a\n  |\n  |  b');
  });

  test('is printable', () => {
    expect(indented(`a\r\n${hostile}`, '> ')).toBe(`> a\n> ${shown}`);
  });
});

describe('the first lines', () => {
  test('are all when there are few', () => {
    expect(firstLines('\na\nb\n', 2)).toBe('a\nb');
  });

  test('say how many are left out', () => {
    expect(firstLines('a\nb\nc\nd', 2)).toBe('a\nb\n… 2 more lines');
  });

  test('are printable', () => {
    expect(firstLines(`${hostile}\nb`, 1)).toBe(`${shown}\n… 1 more lines`);
  });
});

describe('a shortened text', () => {
  test('is one line', () => {
    expect(shortened(' a\n\t b\r\nc ', 10)).toBe('a b c');
  });

  test('has at most so many characters', () => {
    expect([shortened('abcde', 5), shortened('abcdef', 5)]).toEqual(['abcde', 'abcd…']);
  });

  test('is printable, and counted as it is printed', () => {
    expect(shortened(`a${hostile}`, 100)).toBe(`a${shown}`);
    expect(shortened('ab\u001b\u001b', 8)).toHaveLength(8);
  });
});
