import { sessionTitle } from '../../../../lambdas/core/session/session.ts';

describe('the title of a conversation', () => {
  it.each([
    ['Refuse telnet', 'Refuse telnet'],
    ['  Refuse telnet \n on the switch', 'Refuse telnet '.trim()],
    ['\r\n\r\nRefuse telnet\r\non the switch', 'Refuse telnet'],
    [' \n\t', 'New conversation'],
    ['', 'New conversation'],
  ])('of %j is its first line', (text, title) => {
    expect(sessionTitle(text).trim()).toBe(title);
  });

  it('has 80 characters at most, and shows that there were more', () => {
    expect(sessionTitle('x'.repeat(80))).toBe('x'.repeat(80));
    expect(sessionTitle('x'.repeat(81))).toBe(`${'x'.repeat(79)}…`);
  });
});
