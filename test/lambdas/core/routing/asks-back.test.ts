import { shippedRouter, shortly } from '../../../support/routing.ts';

const route = shippedRouter();
const ask = (text: string, round = 0, answers: string[] = []) => route({ text, round, answers });
const decided = (text: string): string => shortly(ask(text));

describe('the router asks back', () => {
  it.each(['', '   ', 'hello', 'please fix it', 'do that again', 'bigger!', '???', 'the server'])(
    'about "%s"',
    (text) => {
      const decision = ask(text);
      expect(decision.mode).toBe('clarify');
      expect(decision.question).toMatch(/compute.*network|network.*compute/s);
      expect(decision.agents).toEqual([]);
    },
  );

  it.each([
    'Order 20 laptops for the new hires',
    'Buy chairs for the office',
    'Order toner for the printer',
    'Book a flight to Berlin for Anna',
    'Write an employment contract for the new developer',
    'Please approve my vacation in May',
    'Have a lawyer check the NDA',
    'Hire a second administrator',
    'Order lunch for the meeting',
  ])('about what is nobody’s here: %s', (text) => {
    const decision = ask(text);
    expect(decision.mode).toBe('clarify');
    expect(decision.reasons[0]).toContain('no field');
  });

  it.each([
    ['Purchase three hypervisors', 'architect'],
    ['Buy a second storage server', 'architect'],
    ['An account for the new hire, please', 'security'],
    ['Back up the payroll database', 'storage'],
    ['Block the hotel wifi', 'network'],
    ['Order a wildcard certificate for shop.example.org', 'security'],
    ['We need a virtual machine for the travel desk', 'compute'],
  ])('but not where only the surroundings are nobody’s: %s → %s', (text, expected) => {
    expect(decided(text)).toBe(expected);
  });

  it.each([
    ['staging', 'Give the staging VM 4 GB of memory', /: Give the staging VM 4 GB of memory$/],
    ['make it bigger', 'the pool for the photos', /: make it bigger \(the pool for the photos\)$/],
    ['hello', 'How full is tank/backup?', /: How full is tank\/backup\?$/],
    ['The wiki server', 'Restart it, please', /: Restart it, please \(The wiki server\)$/],
  ])('and reads the answer to “%s” as a sentence of its own: %s', (text, answer, expected) => {
    const decision = ask(text, 1, [answer]);
    expect(decision.expects).toMatch(expected);
    expect(decision.steps[0]?.instruction).toBe(`${text}.\n${answer}`);
  });

  it('counts the answers as part of the request', () => {
    expect(shortly(ask('make it bigger', 1, ['the pool for the photos']))).toBe('storage');
  });

  it('asks three times at most and then leaves an unclear action to the architect', () => {
    expect(ask('fix it', 2, ['it', 'that']).mode).toBe('clarify');
    expect(ask('fix it', 3, ['it', 'that', 'you know']).mode).toBe('escalate');
  });
});
