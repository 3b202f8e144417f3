import { chooseRunbook } from '../../../../../lambdas/core/agent/offline/choose.ts';
import { wordsOf } from '../../../../../lambdas/core/agent/offline/weigh.ts';
import { readRegistry } from '../../../../../lib/registry.ts';
import { aCall, anAgent } from '../../../../support/provider-calls.ts';

const agents = readRegistry();

describe('the words of a request', () => {
  const steps = { steps: ['Do it'], verify: ['Look'], undo: ['Revert'] };
  const agent = anAgent({
    playbook: [
      { title: 'Paint', when: ['paint', 'create … colour'], ...steps },
      { title: 'Weigh', when: ['weigh', 'scales', 'keep … ADDRESS'], ...steps },
      { title: 'Anything else', ...steps },
    ],
  });
  const chosen = (instruction: string) => chooseRunbook(agent, aCall({ agent, instruction }).task).title;

  it.each([
    ['say what is to be done first, and for whom afterwards', 'Paint the wall behind the scales', 'Paint'],
    ['count for less in the sentences around the order', 'The scales are back. Please paint the wall.', 'Paint'],
    ['may stand apart', 'Could you spin up a nice warm colour?', 'Paint'],
    ['stand for values of their kind', 'This one is to keep 192.0.2.7', 'Weigh'],
    ['leave it to the general runbook when they say nothing', 'Sing', 'Anything else'],
  ])('%s', (_, request, title) => {
    expect(chosen(request)).toBe(title);
  });

  it('name one deed by many verbs', () => {
    expect(wordsOf('spin up a VM')).toEqual(wordsOf('Create a VM'));
    expect(wordsOf('get rid of it')).toEqual(wordsOf('delete it'));
  });

  it.each(['bring ', 'a.', 'create ', 'for the ', '1 ', 'more:', '\n'])(
    'come to an end in a text made of “%s”',
    (part) => {
      for (const one of agents) {
        const { title } = chooseRunbook(one, aCall({ instruction: `x${part.repeat(19_000 / part.length)}` }).task);
        expect(title).not.toBe('');
      }
    },
  );
});
