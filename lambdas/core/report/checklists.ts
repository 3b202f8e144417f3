import { checklistText, escalationLines, verificationLines } from '../request/checklist.ts';
import type { RequestRecord } from '../request/request.ts';

/** The checklists of a request in Markdown, each answer with what it rests on and who gave it; empty where none was answered. */
export function checklists({ escalation, verification }: Pick<RequestRecord, 'escalation' | 'verification'>): string {
  const parts = [
    ...(escalation === undefined
      ? []
      : [
          [
            `### Escalation checklist${escalation.precautionary ? ' (precautionary: no line is answered yes)' : ''}`,
            ...checklistText(escalationLines, escalation.answers),
          ].join('\n'),
        ]),
    ...(verification === undefined
      ? []
      : [['### Verification checklist', ...checklistText(verificationLines, verification.answers)].join('\n')]),
  ];
  return parts.join('\n\n');
}
