import * as z from 'zod';

/** What is asked before a request is closed. */
export const verificationLines = {
  addressed: 'All that was asked for is addressed',
  delivered: 'What was expected is there',
  'no-errors': 'Nothing failed on the way',
  documentation: 'Documentation is up to date',
  issue: 'The issue is up to date',
  told: 'The user has been told',
} as const;
export type VerificationLine = keyof typeof verificationLines;

/** What is asked before a request is given to the architect. */
export const escalationLines = {
  complexity: 'It is clearly more than routing can settle',
  domains: 'Several fields depend on each other in it',
  architecture: 'It needs an architectural or strategic decision',
  risk: 'Its risk is one that an architect should weigh',
} as const;
export type EscalationLine = keyof typeof escalationLines;

/** How long the evidence of an answer may be, characters: the lists are kept in the request's item. */
export const evidenceLimit = 300;

/** Who or what gave an answer: an agent, a rule over the records, the coordinator, or a person. */
const sourceSchema = z.object({ kind: z.enum(['agent', 'rule', 'coordinator', 'person']), name: z.string() });

function answered<Line extends string>(lines: Record<Line, string>) {
  return z.object({
    line: z.enum(Object.keys(lines) as [Line, ...Line[]]),
    answer: z.enum(['yes', 'no', 'not applicable']),
    evidence: z.string().max(evidenceLimit),
    by: sourceSchema,
  });
}

export const verificationSchema = z.object({
  at: z.iso.datetime(),
  answers: z.array(answered(verificationLines)),
});
export type Verification = z.infer<typeof verificationSchema>;

export const escalationCheckSchema = z.object({
  at: z.iso.datetime(),
  answers: z.array(answered(escalationLines)),
  /** No line is answered yes: it is escalated to be on the safe side. */
  precautionary: z.boolean(),
});
export type EscalationCheck = z.infer<typeof escalationCheckSchema>;

export type Answered<Line extends string> = {
  readonly line: Line;
  readonly answer: 'yes' | 'no' | 'not applicable';
  readonly evidence: string;
  readonly by: z.infer<typeof sourceSchema>;
};

/** The lines that keep a request from being done in full. Whether the user has been told follows from the reply, and is not said in it. */
export function openLines({ answers }: Verification): Verification['answers'] {
  return answers.filter(({ line, answer }) => answer === 'no' && line !== 'told');
}

/** A list in few words, for the history of a request: `{addressed: 'yes', issue: 'not applicable', …}`. */
export function answersOf({ answers }: { answers: readonly Answered<string>[] }): Record<string, string> {
  return Object.fromEntries(answers.map(({ line, answer }) => [line, answer]));
}

const marks = { yes: '✅', no: '❌', 'not applicable': '➖' } as const;

/** A list for a person, a line each. */
export function checklistText(lines: Readonly<Record<string, string>>, answers: readonly Answered<string>[]): string[] {
  return answers.map(({ line, answer, evidence, by: { kind, name } }) => {
    const who = kind === 'rule' ? `rule on ${name}` : name;
    return `- ${marks[answer]} ${lines[line] ?? line}: ${answer} (${evidence}; ${who})`;
  });
}
