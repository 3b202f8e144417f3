/**
 * An embedded engine for AWS Step Functions Standard machines in JSONata.
 *
 *     const engine = createEngine({ integrations, region: 'us-east-1', accountId: '000000000000' });
 *     engine.loadMachine({ name: 'greet', arn, definition });
 *     const { executionArn } = await engine.startExecution({ stateMachineArn: arn, input: '{}' });
 *     const { status, output } = await engine.waitForExecution(executionArn);
 *
 * Source of its behaviour: https://docs.aws.amazon.com/step-functions/latest/dg/
 */
export { realClock, VirtualClock } from './clock.ts';
export { createEngine } from './engine.ts';
export { EngineError, MachineRefused, ServiceError, TaskError } from './errors.ts';
export { parseJson } from './json.ts';
export { pageOf } from './paging.ts';
export { memoryJournal } from './journal/memory.ts';
export { sqliteJournal } from './journal/sqlite.ts';
export { seededRandomness, systemRandomness } from './random.ts';
export type * from './types.ts';
export * from './integrations/index.ts';
