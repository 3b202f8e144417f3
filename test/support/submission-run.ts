import { createHash } from 'node:crypto';
import { submissionSchema, submitRequest } from '../../lambdas/core/request/submit.ts';
import { Workflows } from '../../lambdas/core/planning/workflow.ts';
import { ada } from './fixtures.ts';
import type { MemoryJournal } from './memory-journal.ts';

export const telnet = { text: 'Refuse telnet on the lab switch' };

const workflows = new Workflows([
  {
    name: 'spring-clean',
    title: 'Spring clean',
    description: 'Cleans',
    timeBox: 60,
    input: {
      rack: { type: 'string', description: 'Which rack', maxLength: 20 },
      hours: { type: 'number', description: 'How long it may take' },
    },
    phases: [{ name: 'Clean', mode: 'sequential', steps: [{ id: 's1', title: 'Dust', agent: 'network-expert' }] }],
  },
]);

/** Submits for ada, in plain words unless the body names a workflow. */
export function submit(
  journal: MemoryJournal,
  of: Partial<{ caller: typeof ada; key: string; body: object; stage: string }> = {},
) {
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const body = of.body !== undefined && 'workflow' in of.body ? of.body : { ...telnet, ...of.body };
  return submitRequest(
    journal.with({ hash, workflows, stage: of.stage ?? 'dev' }),
    of.caller ?? ada,
    submissionSchema.parse(body),
    of.key,
  );
}

export const textsOf = (journal: MemoryJournal) => [...journal.messageRecords.values()].flat().map(({ text }) => text);
