import { describe, expect, test } from '@jest/globals';
import type { RequestView } from '../../cli/api-client.ts';
import { describeRequest } from '../../cli/show-request.ts';
import { aRequest } from '../support/fixtures.ts';
import { aRoute } from '../support/routing.ts';

/** What no terminal may get: everything but newlines and letters. */
const control = /(?!\n)[\p{Cc}\p{Bidi_Control}]/u;
const hostile = '\u001b[2Jgone\u202e';

const view = (of: Partial<RequestView>): RequestView => ({ ...aRequest(), ...of });

describe('a request for a person', () => {
  test.each<[string, Partial<RequestView>]>([
    ['text', { text: hostile }],
    ['reply', { reply: hostile }],
    ['question', { question: { questionId: 'q1', text: hostile, askedAt: hostile, expiresAt: hostile } }],
    ['error', { error: { name: hostile, message: hostile } }],
    ['route', { route: aRoute({ agents: [hostile], reasons: [hostile, hostile] }) }],
    ['ids', { requestId: hostile, sessionId: hostile }],
  ])('shows what is in its %s and obeys it not', (_, of) => {
    const shown = describeRequest(view(of));
    expect(shown).toContain('\\u001b[2Jgone\\u202e');
    expect(shown).not.toMatch(control);
  });
});
