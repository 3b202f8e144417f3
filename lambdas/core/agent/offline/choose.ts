import type { TaskSpec } from '../../task/task.ts';
import type { AgentDefinition, Playbook } from '../definition.ts';

/**
 * The runbook whose words fit the request best: of those for its intent, the one that more and longer words speak for, the
 * first on a tie, the general one when none does. An agent without a fitting runbook gets one that any field can use.
 */
export function chooseRunbook(agent: AgentDefinition, task: TaskSpec): Playbook {
  const text = ` ${normal(task.instruction)} `;
  const candidates = agent.playbook.filter(({ intent }) => intent === task.intent || intent === 'any');
  let best: Playbook | undefined;
  let bestScore = 0;
  for (const playbook of candidates) {
    const score = scoreOf(playbook, text);
    if (score > bestScore) [best, bestScore] = [playbook, score];
  }
  return best ?? candidates.find((playbook) => playbook.when.length === 0) ?? candidates[0] ?? anyField[task.intent];
}

function scoreOf(playbook: Playbook, text: string): number {
  return playbook.when.reduce((score, phrase) => {
    const open = phrase.endsWith('*');
    const words = normal(open ? phrase.slice(0, -1) : phrase);
    const said = text.includes(open ? ` ${words}` : ` ${words} `);
    return score + (said ? words.split(' ').length : 0);
  }, 0);
}

/** Lower case, words separated by single blanks, so that a phrase is found as a whole. */
function normal(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}'/-]+/gu, ' ')
    .trim();
}

const anyField: Record<TaskSpec['intent'], Playbook> = {
  action: {
    title: 'Prepare and carry out a change',
    intent: 'action',
    when: [],
    needs: ['Who carries it out, and who agrees to it'],
    steps: [
      'Read how {target} is now, and write down whatever the change will touch.',
      'Write the change as single steps, each with the one that takes it back.',
      'Have a second person read them, then take them one at a time.',
    ],
    verify: ['What was asked for is there, and what worked before still works.'],
    undo: ['Take the steps back in reverse order, down to the state written down first.'],
  },
  question: {
    title: 'Find the answer',
    intent: 'question',
    when: [],
    needs: [],
    steps: [
      'Say which fact answers the question, and which system owns that fact.',
      'Read it there, with its unit and time, and note how it was read.',
    ],
    verify: ['A second source, or the same one a little later, says the same.'],
    undo: ['There is nothing to undo, reading changes nothing.'],
  },
};
