/** A kit for testing state machines: `runMachine({ definition, input, fakes })`. */
export { TaskError } from '../engine/index.ts';
export * from './run-machine.ts';
export * from './recorded.ts';
