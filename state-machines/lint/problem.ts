import type { Machine } from './machine.ts';

/** One thing wrong with a machine. */
export interface Problem {
  /** Absent for what concerns the machine as a whole. */
  readonly state?: string;
  /** The rule's name, for who looks for all of a kind. */
  readonly rule: string;
  /** The field where it is in one (`Arguments/Payload: …`), what is wrong, and what to do. */
  readonly message: string;
}

/** Pure: the same machine, the same problems, in the order of its states. */
export type Rule = (machine: Machine) => Problem[];
