import fc from 'fast-check';
import { clarifyingQuestion } from '../../../../lambdas/core/routing/clarify.ts';
import { isOffTopic, smallTalkIn } from '../../../../lambdas/core/routing/small-talk.ts';
import { anAgent } from '../../../support/provider-calls.ts';
import { shippedRouter } from '../../../support/routing.ts';

const route = shippedRouter();
const ask = (text: string, answers: string[] = []) => route({ text, round: answers.length, answers });

describe('small talk', () => {
  it.each([
    ['hello', 'greeting'],
    ['Hi there, good morning!', 'greeting'],
    ['Hello. How are you?', 'greeting'],
    ['thanks!', 'thanks'],
    ['Thank you very much, that was great', 'thanks'],
    ['hello, and thank you', 'thanks'],
    ['bye', 'thanks'],
    ['Who are you?', 'about'],
    ['Hi! What can you do?', 'about'],
    ['What kind of requests can I send you?', 'about'],
    ['Can you help me, please?', 'about'],
  ])('%j is %s, and the user is asked', (text, kind) => {
    expect(smallTalkIn(text)).toBe(kind);
    const { mode, question } = ask(text);
    expect(mode).toBe('clarify');
    expect(question).toContain('Three things one can ask:');
    expect(question).toContain('waits for your answer');
  });

  it.each(['Hello, create a VM', 'Thanks. Now back up the wiki', 'What can you do about the full disk?', 'fix it', ''])(
    '%j is none',
    (text) => {
      expect(smallTalkIn(text)).toBeUndefined();
    },
  );

  it('is nothing that a request with a greeting would be taken for', () => {
    expect(ask('Good morning team! Create a jail for nginx, thanks')).toMatchObject({ agents: ['compute-expert'] });
    expect(ask('hello', ['Create a jail for nginx'])).toMatchObject({ agents: ['compute-expert'] });
  });

  it('is read in time that grows with the text, whatever the text', () => {
    const text = fc.array(fc.constantFrom('hello ', 'thanks for ', 'what can you ', 'do ', ', ', 'great '), {
      maxLength: 4_000,
    });
    fc.assert(
      fc.property(text, (words) => expect(['undefined', 'string']).toContain(typeof smallTalkIn(words.join('')))),
    );
  });
});

describe('the question back', () => {
  const experts = (...domains: string[]) =>
    domains.map((domain) =>
      anAgent({ id: `${domain}-expert`, team: 'infrastructure', routing: { domain, keywords: [], routine: [] } }),
    );

  it.each(['Order a new office chair', 'Write a poem', 'Tell me a joke', 'What is the weather today?'])(
    'to %j says whom one has reached, and what one can ask instead',
    (text) => {
      const { mode, question } = ask(text);
      expect(mode).toBe('clarify');
      expect(question).toMatch(/^That does not sound like work for anybody here/);
      expect(question?.match(/^- “/gm)).toHaveLength(3);
    },
  );

  it('names what is missing and every field that could take it', () => {
    expect(clarifyingQuestion('object', experts('compute', 'network'), 'fix it').split('\n')).toEqual([
      expect.stringMatching(/^I cannot tell what it should be done to.*Which of these is it about\?$/),
      expect.stringMatching(/^- compute: /),
      expect.stringMatching(/^- network: /),
      '',
      expect.stringMatching(/^For example: “/),
    ]);
  });

  it('names a field that it knows no words for', () => {
    expect(clarifyingQuestion('deed', experts('quantum'), 'the qubits')).toContain('\n- quantum: ');
  });
});

it('takes words for off-topic as whole words only', () => {
  expect(isOffTopic('a poem, please')).toBe(true);
  expect(isOffTopic('the storytelling server')).toBe(false);
});
