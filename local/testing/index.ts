/** A kit for testing state machines: `runMachine({ definition, input, fakes })`. See docs/testing.md. */
export { TaskError } from '../engine/index.ts';
export * from './fakes.ts';
export * from './machine-run.ts';
export * from './matching.ts';
export * from './read-case.ts';
export * from './read-mocks.ts';
export * from './recorded.ts';
export * from './run-machine.ts';
