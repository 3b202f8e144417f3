/** Words of the field in no order that means anything. */
const words =
  'create vm backup alert monitor ssh vlan cost design zero trust needs restore grafana firewall password the a with and for on then'.split(
    ' ',
  );

/** Texts that are meant to hurt: too long, too deep for a pattern, of characters that are no words. By what they are. */
export const nastyTexts = (): (readonly [string, string])[] => [
  ['ten megabytes of one letter', 'a'.repeat(10_000_000)],
  ['ten megabytes of clauses', 'create a vm and back it up with monitoring, '.repeat(230_000)],
  ['a hundred thousand words', Array.from({ length: 100_000 }, (_, at) => words[(at * 7919) % words.length]).join(' ')],
  ['quotes', "'".repeat(100_000)],
  ['joints', 'and then with '.repeat(50_000)],
  ['prepositions', 'from to '.repeat(100_000)],
  ['prose of choices', 'should we move to does it make sense worth '.repeat(20_000)],
  ['a verb far from its object', `design ${'a b c d e f g '.repeat(5_000)}strategy`],
  ['upheavals', 'upgrade a b c d e f '.repeat(5_000)],
  ['greetings', 'hello team thanks for the '.repeat(20_000)],
  ['what patterns fear', `${'a'.repeat(50)}!`.repeat(2_000)],
  ['control and bidi characters', '\u0000\u202e\u2066\u200b'.repeat(50_000)],
  ['lone surrogates', '\ud800'.repeat(50_000)],
  ['ligatures that unfold', '\ufdfa'.repeat(50_000)],
  ['marks upon marks', `a${'\u0301'.repeat(500_000)}`],
  ['blanks', ' '.repeat(5_000_000)],
  ['commas', `${','.repeat(1_000_000)}vm`],
  ['words without blanks', '仮想マシンを作成してください'.repeat(10_000)],
  ['pictures', '🚀'.repeat(100_000)],
];
