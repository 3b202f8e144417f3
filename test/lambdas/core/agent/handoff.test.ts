import {
  agentMessageSchema,
  agentStatusSchema,
  handoffWordLimit,
  taskHandoffSchema,
} from '../../../../lambdas/core/agent/handoff.ts';

const handoff = {
  fromAgent: 'database-agent',
  toAgent: 'api-agent',
  taskId: 'create-tables',
  context: {
    completedWork: 'Tables and policies are there.',
    remainingWork: 'The handlers.',
    constraints: ['No downtime'],
    dependencies: ['create-tables'],
  },
  successCriteria: 'Each handler answers.',
  estimatedTime: 45,
  escalationConditions: ['The schema has to change'],
};

const status = {
  agentId: 'database-agent',
  currentTask: 'create-tables',
  progress: 40,
  estimatedCompletion: '2026-03-02T09:30:00.000Z',
  blockers: ['No access'],
  requestedSupport: [
    { fromAgent: 'security-agent', reason: 'Policies', urgency: 'high' },
    { reason: 'Access', urgency: 'low' },
  ],
};

const message = {
  sender: 'api-agent',
  recipient: 'coordinator',
  messageType: 'STATUS',
  payload: { progress: 40, nested: { list: [1, 'two', null, true] } },
  timestamp: '2026-03-02T09:30:00.000Z',
  correlationId: 'c-1',
};

interface Schema {
  safeParse(value: unknown): {
    success: boolean;
    error?: { issues: { path: PropertyKey[]; message: string; keys?: string[] }[] } | undefined;
  };
}

/** The fields that a schema finds fault with; an unknown one under its own name. */
function faultsOf(schema: Schema, value: unknown): string[] {
  const { error } = schema.safeParse(value);
  return (error?.issues ?? []).map(({ path, keys }) => [...path, ...(keys ?? [])].join('.'));
}

const without = (value: object, field: string) =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== field));

describe.each([
  { what: 'a handoff', schema: taskHandoffSchema, whole: handoff },
  { what: 'the status of an agent', schema: agentStatusSchema, whole: status },
  { what: 'a message', schema: agentMessageSchema, whole: message },
])('$what', ({ schema, whole }) => {
  it('comes through with all its fields', () => {
    expect(schema.parse(whole)).toEqual(whole);
  });

  it.each(Object.keys(whole))('names %s when it is missing', (field) => {
    expect(faultsOf(schema, without(whole, field))).toEqual([field]);
  });

  it('names a field that it does not have', () => {
    expect(faultsOf(schema, { ...whole, mood: 'good' })).toEqual(['mood']);
  });
});

describe('a handoff', () => {
  it.each(Object.keys(handoff.context))('names context.%s when it is missing', (field) => {
    const faults = faultsOf(taskHandoffSchema, { ...handoff, context: without(handoff.context, field) });
    expect(faults).toEqual([`context.${field}`]);
  });

  it.each([
    ['fromAgent', 'Database Agent'],
    ['toAgent', 'api#agent'],
    ['taskId', '../t1'],
    ['estimatedTime', -1],
    ['escalationConditions', 'none'],
  ])('names %s when it is %j', (field, value) => {
    expect(faultsOf(taskHandoffSchema, { ...handoff, [field]: value })).toEqual([field]);
  });

  it(`passes on ${handoffWordLimit} words of context, however they are spread, and not one more`, () => {
    const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`).join(' \n\t');
    const spread = (first: number) => ({
      ...handoff,
      context: {
        completedWork: words(first),
        remainingWork: words(25),
        constraints: [words(10), words(15)],
        dependencies: [words(25)],
      },
    });
    expect(faultsOf(taskHandoffSchema, spread(25))).toEqual([]);
    const tooLong = taskHandoffSchema.safeParse(spread(26));
    expect(tooLong.error?.issues).toMatchObject([
      { path: ['context'], message: 'has more than 100 words: pass the rest by reference' },
    ]);
  });

  it('counts no words in empty and blank texts', () => {
    const context = { completedWork: '', remainingWork: ' \n ', constraints: [], dependencies: [] };
    expect(faultsOf(taskHandoffSchema, { ...handoff, context })).toEqual([]);
  });
});

describe('the status of an agent', () => {
  it.each([
    ['progress', -1],
    ['progress', 101],
    ['progress', Number.NaN],
    ['estimatedCompletion', 'tomorrow'],
    ['currentTask', ''],
  ])('names %s when it is %p', (field, value) => {
    expect(faultsOf(agentStatusSchema, { ...status, [field]: value })).toEqual([field]);
  });

  it('takes every urgency, and names one that there is not', () => {
    const asking = (urgency: string) => ({ ...status, requestedSupport: [{ reason: 'Access', urgency }] });
    for (const urgency of ['low', 'medium', 'high', 'critical']) {
      expect(faultsOf(agentStatusSchema, asking(urgency))).toEqual([]);
    }
    expect(faultsOf(agentStatusSchema, asking('urgent'))).toEqual(['requestedSupport.0.urgency']);
  });

  it('says of support why it is wanted', () => {
    const faults = faultsOf(agentStatusSchema, { ...status, requestedSupport: [{ urgency: 'low' }] });
    expect(faults).toEqual(['requestedSupport.0.reason']);
  });
});

describe('a message', () => {
  it.each(['REQUEST', 'RESPONSE', 'ERROR', 'STATUS'])('may be a %s', (messageType) => {
    expect(faultsOf(agentMessageSchema, { ...message, messageType })).toEqual([]);
  });

  it.each([
    ['messageType', 'request'],
    ['sender', 'a/b'],
    ['recipient', ''],
    ['correlationId', 'c#1'],
    ['timestamp', '2026-03-02'],
    ['payload', ['a list']],
  ])('names %s when it is %j', (field, value) => {
    expect(faultsOf(agentMessageSchema, { ...message, [field]: value })).toEqual([field]);
  });

  it('carries nothing that JSON cannot hold', () => {
    const faults = faultsOf(agentMessageSchema, { ...message, payload: { when: new Date(0) } });
    expect(faults).toEqual(['payload.when']);
  });
});
