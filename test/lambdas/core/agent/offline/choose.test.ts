import { chooseRunbook } from '../../../../../lambdas/core/agent/offline/choose.ts';
import { readRegistry } from '../../../../../lib/registry.ts';
import { aCall, anAgent } from '../../../../support/provider-calls.ts';
import { expectedRunbooks } from '../../../../support/runbook-requests/index.ts';

const agents = readRegistry();

const rows = Object.entries(expectedRunbooks).flatMap(([id, { actions, removals, questions }]) =>
  [
    { intent: 'action', expected: actions },
    { intent: 'action', expected: removals },
    { intent: 'question', expected: questions },
  ].flatMap(({ intent, expected }) =>
    Object.entries(expected).flatMap(([title, requests]) =>
      requests.map((request) => [id, request, title, intent] as const),
    ),
  ),
);

it.each(rows)('%s opens for “%s” the runbook “%s”', (id, instruction, title, intent) => {
  const agent = agents.find((one) => one.id === id) ?? anAgent();
  expect(chooseRunbook(agent, aCall({ instruction, task: { intent } }).task).title).toBe(title);
});

it.each(agents.flatMap((agent) => agent.playbook.map((playbook) => [agent, playbook] as const)))(
  '$id finds “$title” by its own title',
  (agent, playbook) => {
    if (playbook.when.length === 0 || playbook.intent === 'any') return;
    const { title: instruction, intent } = playbook;
    expect(chooseRunbook(agent, aCall({ instruction, task: { intent } }).task).title).toBe(playbook.title);
  },
);
