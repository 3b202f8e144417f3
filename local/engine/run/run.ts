import type { Machine, Scope, State } from '../definition/machine.ts';
import { EngineError } from '../errors.ts';
import type { ExecutionRecord, HistoryEvent, JournalStep, Json, JsonObject, PositionRecord, Timer } from '../types.ts';
import { bytesOf, checkVariables } from './limits.ts';
import type { Position } from './position.ts';

/** An execution may have so many events. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const EVENT_LIMIT = 25_000;

/** Thrown by `Run.event` when only the last event, ExecutionFailed, still fits. */
export class HistoryFull extends EngineError {
  constructor() {
    super('States.Runtime', `The execution reached the maximum number of history events (${EVENT_LIMIT}).`);
  }
}

/** The children of a Map or Parallel, counted; made again from their positions after a restart. */
export interface Tally {
  started: number;
  finished: number;
  failed: number;
  readonly outputs: Json[];
  readonly children: Set<number>;
}

/** Something to be done once a step is in the journal; gets the error when it could not be written. */
export type Effect = (error?: Error) => void;

/** What one step changed and the journal does not have yet. */
interface Unsaved {
  events: HistoryEvent[];
  saved: Set<number>;
  dropped: Set<number>;
  effects: Effect[];
}

const nothing = (): Unsaved => ({ events: [], saved: new Set(), dropped: new Set(), effects: [] });

/** A running execution in memory: its record, its positions, and what is not in the journal yet. */
export class Run {
  record: ExecutionRecord;
  readonly machine: Machine;
  readonly positions = new Map<number, Position>();
  readonly tallies = new Map<number, Tally>();
  readonly timers = new Map<number, Timer>();
  /** Positions that can take a step at once. */
  readonly ready: number[] = [];
  readonly input: Json;
  #unsaved = nothing();
  #eventCount: number;
  #lastPosition = 0;
  /** Bytes of the variables of all scopes that have not ended. */
  #variableBytes = 0;

  constructor(record: ExecutionRecord, machine: Machine) {
    this.record = record;
    this.machine = machine;
    this.input = JSON.parse(record.input) as Json;
    this.#eventCount = record.eventCount;
  }

  get arn(): string {
    return this.record.executionArn;
  }

  get ended(): boolean {
    return this.record.status !== 'RUNNING';
  }

  get hasUnsaved(): boolean {
    const { events, saved, dropped, effects } = this.#unsaved;
    return events.length + saved.size + dropped.size + effects.length > 0;
  }

  scope(key: string): Scope {
    const scope = this.machine.scopes.get(key);
    if (!scope) throw new EngineError('States.Runtime', `machine ${this.machine.name} has no scope ${key}`);
    return scope;
  }

  stateOf(position: Position): State {
    const state = this.scope(position.scope).states.get(position.state);
    if (!state) throw new EngineError('States.Runtime', `machine ${this.machine.name} has no state ${position.state}`);
    return state;
  }

  /** Adds an event after `previousEventId`. @returns its id */
  addEvent(type: string, previousEventId: number, details: JsonObject, timestamp: number, last = false): number {
    if (!last && this.#eventCount >= EVENT_LIMIT - 1) throw new HistoryFull();
    this.#eventCount += 1;
    this.#unsaved.events.push({ id: this.#eventCount, previousEventId, type, timestamp, details });
    return this.#eventCount;
  }

  /** Adds an event to a position's thread: it follows the thread's last event and becomes it. */
  event(position: Position, type: string, details: JsonObject, timestamp: number): number {
    position.previousEventId = this.addEvent(type, position.previousEventId, details, timestamp);
    return position.previousEventId;
  }

  /** Gives variables of a position's scope their new values. @throws DataLimitError when they are too large; none has its new value then */
  assign(position: Position, assigned: JsonObject): void {
    const added = bytesOf(assigned);
    const replaced = Object.entries(position.variables).filter(([name]) => name in assigned);
    const total = this.#variableBytes + added - bytesOf(Object.fromEntries(replaced));
    checkVariables(position.state, added, total);
    this.#variableBytes = total;
    position.variables = { ...position.variables, ...assigned };
  }

  /** The variables of a scope that has ended. */
  forgetVariables(position: Position): void {
    this.#variableBytes -= bytesOf(position.variables);
    position.variables = {};
  }

  nextPositionId(): number {
    this.#lastPosition += 1;
    return this.#lastPosition;
  }

  add(position: Position): void {
    this.#lastPosition = Math.max(this.#lastPosition, position.id);
    this.positions.set(position.id, position);
    this.save(position);
  }

  save(position: Position): void {
    this.#unsaved.saved.add(position.id);
  }

  drop(position: Position): void {
    this.forgetVariables(position);
    this.positions.delete(position.id);
    this.tallies.delete(position.id);
    this.disarm(position);
    this.#unsaved.saved.delete(position.id);
    this.#unsaved.dropped.add(position.id);
  }

  disarm(position: Position): void {
    this.timers.get(position.id)?.cancel();
    this.timers.delete(position.id);
  }

  /** Puts a position saved earlier back; not a change. */
  restore(record: PositionRecord): Position {
    const position = record.body as unknown as Position;
    this.#lastPosition = Math.max(this.#lastPosition, position.id);
    this.positions.set(position.id, position);
    this.#variableBytes += bytesOf(position.variables);
    return position;
  }

  /** Does something once everything up to here is in the journal. */
  afterSaving(effect: Effect): void {
    this.#unsaved.effects.push(effect);
  }

  /** Hands over what changed since the last time. */
  takeUnsaved(): { step: JournalStep; effects: Effect[] } {
    const { events, saved, dropped, effects } = this.#unsaved;
    this.#unsaved = nothing();
    this.record = { ...this.record, eventCount: this.#eventCount };
    const bodies = [...saved].flatMap((id) => {
      const position = this.positions.get(id);
      return position ? [{ id, body: position as unknown as JsonObject }] : [];
    });
    return { step: { execution: this.record, events, saved: bodies, dropped: [...dropped] }, effects };
  }
}
