import * as z from 'zod';
import type { Clock } from '../clock.ts';
import { BatonError } from '../errors.ts';
import { idSchema } from '../ids.ts';
import type { AgentCall } from './call.ts';
import { noUsage, type Usage } from './result.ts';
import type { TaskRecord } from './task.ts';

/**
 * What can be made to go wrong with an attempt at a task:
 *
 * - `error`: it begins its work, and fails.
 * - `timeout`: it does not answer before its deadline is well over, and leaves nothing behind.
 * - `late`: it is in time when it looks, and has its effects after its deadline.
 * - `malformed`: what its provider answers is no Result.
 * - `crash`: its process dies after its effects and before the task is settled. Unlike any other death it says that it has ended, so
 *   that a rollback need not wait until the function's own time is over.
 */
export const faultKinds = ['error', 'timeout', 'late', 'malformed', 'crash'] as const;
export type FaultKind = (typeof faultKinds)[number];

/** A fault for one task: at one of its attempts, counted from 1 as the journal does, or at every one. */
export const faultSchema = z.strictObject({
  step: idSchema,
  attempt: z.int().positive().optional(),
  kind: z.enum(faultKinds),
});
export type Fault = z.infer<typeof faultSchema>;

/** The faults of a request; where two fit an attempt, the first strikes. */
export const faultsSchema = z.array(faultSchema).max(20);

/** Whether a stage lets faults be injected: where people's work is done, nobody breaks it on purpose. */
export function allowsFaults(stage: string): boolean {
  return stage !== 'prod';
}

/** The process that an attempt runs in, as far as a fault can hit it. */
export interface FaultTarget {
  /** Comes back after that many milliseconds. */
  hang(ms: number): Promise<void>;
  /** Ends the process; never comes back. */
  die(): Promise<never>;
}

export interface FaultPorts {
  readonly clock: Clock;
  /** Undefined where nothing may be injected. */
  readonly faultTarget: FaultTarget | undefined;
}

/**
 * A place on an attempt's way: it begins its work, its provider has answered, it has made sure of deadline and attempt, it has
 * had its effects.
 */
export type Moment = 'working' | 'answered' | 'sure' | 'done';

/** Lets the fault that is meant for the attempt strike, if this is its moment. `spent` is what the provider's answer cost. */
export type Strike = (moment: Moment, spent?: Usage) => Promise<void>;

/** How far beyond its deadline an attempt stays away, milliseconds: by then whoever waited for it has given up on it. */
const lateness = 5_000;

/** What strikes this attempt on its way, when its request wants something to. `noteEnd` records that it has ended. */
export function strikeOf(
  ports: FaultPorts,
  faults: readonly Fault[] | undefined,
  task: TaskRecord,
  call: AgentCall,
  noteEnd: () => Promise<void>,
): Strike {
  const fault = faults?.find(
    ({ step, attempt }) => step === task.taskId && (attempt === undefined || attempt === task.attempt),
  );
  const target = ports.faultTarget;
  if (fault === undefined || target === undefined) return async () => undefined;
  const about = `${fault.kind} was injected into attempt ${task.attempt} of task ${task.taskId}`;
  return async (moment, spent = noUsage) => {
    const at = `${fault.kind} ${moment}` as const;
    switch (at) {
      case 'error working':
        throw new BatonError('InjectedFault', about);
      case 'timeout working':
        await target.hang(call.deadline + lateness - ports.clock());
        throw new BatonError('DeadlineExceeded', about);
      case 'malformed answered':
        throw new BatonError('AgentOutputInvalid', about, { cause: { usage: spent } });
      case 'late sure':
        return target.hang(call.deadline + lateness - ports.clock());
      case 'crash done':
        await noteEnd();
        return target.die();
      default:
    }
  };
}
