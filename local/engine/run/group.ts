import { scopeKey, type GroupState, type MapState } from '../definition/machine.ts';
import type { NumberField } from '../definition/numbers.ts';
import { EvaluationError } from '../expressions/expressions.ts';
import { evaluateTemplate, unexpectedType, type Template } from '../expressions/template.ts';
import { compact, exceedsPayloadLimit } from '../json.ts';
import type { Json, JsonObject, Randomness } from '../types.ts';
import { bindingsFor } from './context.ts';
import type { Env } from './env.ts';
import { DataLimitError } from './limits.ts';
import { isTerminal } from './matching.ts';
import { evaluateNumber } from './numbers.ts';
import { newPosition, type Failure, type GroupProgress, type Position } from './position.ts';
import type { Run, Tally } from './run.ts';

/** So many iterations of an inline Map run at once at most. */
const INLINE_CONCURRENCY = 40;

/** Starts the branches of a Parallel or the iterations of a Map. */
export async function beginGroup(env: Env, run: Run, position: Position, state: GroupState): Promise<void> {
  const group =
    state.type === 'Map' ? await mapGroup(env, run, position, state) : await parallelGroup(env, run, position, state);
  position.group = group;
  position.phase = 'group';
  run.save(position);
  const length: JsonObject = state.type === 'Map' ? { length: group.total } : {};
  run.event(position, `${state.type}StateStarted`, length, env.clock.now());
  run.tallies.set(position.id, { started: 0, finished: 0, failed: 0, outputs: [], children: new Set() });
  startChildren(run, position, position.previousEventId);
  if (group.total === 0) await joined(env, run, position);
}

async function parallelGroup(
  env: Env,
  run: Run,
  position: Position,
  state: GroupState & { type: 'Parallel' },
): Promise<GroupProgress> {
  const branchInput = state.arguments
    ? await evaluateTemplate(state.arguments, env.expressions, bindingsFor(run, position))
    : position.input;
  if (exceedsPayloadLimit(JSON.stringify(branchInput))) throw new DataLimitError(state.name);
  return { total: state.branches, branchInput, concurrency: state.branches };
}

async function mapGroup(env: Env, run: Run, position: Position, state: MapState): Promise<GroupProgress> {
  const bindings = bindingsFor(run, position);
  const evaluate = (template: Template): Json | Promise<Json> => evaluateTemplate(template, env.expressions, bindings);
  const items = state.items ? await evaluate(state.items) : position.input;
  if (!Array.isArray(items)) {
    if (state.items) throw unexpectedType(state.items, 'Items', 'array', items);
    throw new EvaluationError(`Map state input must be an array but was: ${JSON.stringify(items)}`, 'Items');
  }
  if (exceedsPayloadLimit(JSON.stringify(items))) throw new DataLimitError(state.name);
  const number = (template: Template | undefined, field: NumberField): Promise<number | undefined> =>
    evaluateNumber(template, field, env.expressions, bindings);
  const concurrency = await number(state.maxConcurrency, 'MaxConcurrency');
  const toleratedCount = await number(state.toleratedFailureCount, 'ToleratedFailureCount');
  const toleratedPercentage = await number(state.toleratedFailurePercentage, 'ToleratedFailurePercentage');
  return {
    total: items.length,
    items,
    concurrency: Math.min(concurrency || INLINE_CONCURRENCY, INLINE_CONCURRENCY),
    ...(env.shuffleIterations && { order: shuffled(items.length, env.random) }),
    ...(toleratedCount !== undefined && { toleratedCount }),
    ...(toleratedPercentage !== undefined && { toleratedPercentage }),
  };
}

function shuffled(length: number, random: Randomness): number[] {
  const keyed = Array.from({ length }, (_, index) => ({ index, key: random.number() }));
  return keyed.toSorted((a, b) => a.key - b.key).map((it) => it.index);
}

/** Starts children up to the allowed width; their first event follows `after`. */
function startChildren(run: Run, parent: Position, after: number): void {
  const { group } = parent;
  const tally = run.tallies.get(parent.id);
  if (!group || !tally) return;
  while (tally.started < group.total && tally.started - tally.finished < group.concurrency) {
    const index = group.order?.[tally.started] ?? tally.started;
    const isMap = group.items !== undefined;
    const scope = scopeKey(parent.state, isMap ? 0 : index);
    const place = { parent: parent.id, index, scope, state: run.scope(scope).startAt };
    const child = newPosition(run.nextPositionId(), place, group.branchInput ?? null);
    child.previousEventId = after;
    if (isMap) child.phase = 'select';
    tally.started += 1;
    tally.children.add(child.id);
    run.add(child);
    run.ready.push(child.id);
  }
}

/** Gives an iteration its input. A failure is the Map's, not the iteration's: the selector belongs to the Map. */
export async function selectItem(env: Env, run: Run, child: Position): Promise<void> {
  const parent = parentOf(run, child);
  const state = parent && run.stateOf(parent);
  if (!parent || state?.type !== 'Map') return;
  run.event(child, 'MapIterationStarted', { name: state.name, index: child.index }, env.clock.now());
  const item = parent.group?.items?.[child.index] ?? null;
  child.input = item;
  if (state.itemSelector) {
    // Seen from the Map, with the item at hand: outer variables, the Map's input.
    const seen: Position = { ...parent, parent: parent.id, index: child.index, variables: {} };
    try {
      child.input = await evaluateTemplate(state.itemSelector, env.expressions, bindingsFor(run, seen));
      if (exceedsPayloadLimit(JSON.stringify(child.input))) throw new DataLimitError(state.name);
    } catch (error) {
      parent.previousEventId = child.previousEventId;
      await env.moves.failEvaluation(run, parent, error);
      return;
    }
  }
  child.phase = 'enter';
  run.save(child);
  run.ready.push(child.id);
}

export async function branchSucceeded(env: Env, run: Run, child: Position, output: Json): Promise<void> {
  const parent = parentOf(run, child);
  const tally = parent && run.tallies.get(parent.id);
  if (!parent?.group || !tally) return;
  const before = child.previousEventId;
  if (parent.group.items)
    run.event(child, 'MapIterationSucceeded', { name: parent.state, index: child.index }, env.clock.now());
  child.output = output;
  finished(run, parent, child, tally, output);
  startChildren(run, parent, before);
  if (tally.finished === parent.group.total) await joined(env, run, parent);
}

export async function branchFailed(env: Env, run: Run, child: Position, failure: Failure): Promise<void> {
  const parent = parentOf(run, child);
  const tally = parent && run.tallies.get(parent.id);
  if (!parent?.group || !tally) return;
  const before = child.previousEventId;
  if (parent.group.items)
    run.event(child, 'MapIterationFailed', { name: parent.state, index: child.index }, env.clock.now());
  tally.failed += 1;
  child.failure = compact({ Error: failure.error, Cause: failure.cause });
  finished(run, parent, child, tally, child.failure);
  const verdict = judge(parent.group, tally.failed, failure);
  if (verdict) {
    // AWS links the Map's failure beside the iteration's, not after it.
    parent.previousEventId = before;
    await env.moves.fail(run, parent, verdict);
    return;
  }
  startChildren(run, parent, child.previousEventId);
  if (tally.finished === parent.group.total) await joined(env, run, parent);
}

/** The failure of the whole group, or undefined while its failed iterations are within what it tolerates. */
function judge(group: GroupProgress, failed: number, failure: Failure): Failure | undefined {
  const { toleratedCount, toleratedPercentage, total } = group;
  if (isTerminal(failure)) return failure;
  if (toleratedCount === undefined && toleratedPercentage === undefined) return failure;
  const tooMany = toleratedCount !== undefined && failed > toleratedCount;
  const tooLarge = toleratedPercentage !== undefined && (failed / total) * 100 > toleratedPercentage;
  if (!tooMany && !tooLarge) return undefined;
  return {
    error: 'States.ExceedToleratedFailureThreshold',
    cause: 'The specified tolerated failure threshold was exceeded',
  };
}

function finished(run: Run, parent: Position, child: Position, tally: Tally, output: Json): void {
  child.phase = 'done';
  child.input = null;
  run.forgetVariables(child);
  run.save(child);
  tally.finished += 1;
  tally.outputs[child.index] = output;
  parent.previousEventId = child.previousEventId;
}

/** All children have ended: the state goes on with their outputs, in their order. */
async function joined(env: Env, run: Run, parent: Position): Promise<void> {
  const state = run.stateOf(parent);
  const outputs = run.tallies.get(parent.id)?.outputs ?? [];
  const result = Array.from(outputs, (it) => it ?? null);
  // The exit event follows the last iteration, not this event.
  run.addEvent(`${state.type}StateSucceeded`, parent.previousEventId, {}, env.clock.now());
  dropChildren(run, parent);
  delete parent.group;
  const { output, assign, next } = state;
  try {
    await env.moves.complete(run, parent, { fallback: result, result, output, assign, next });
  } catch (error) {
    await env.moves.failEvaluation(run, parent, error);
  }
}

/** Ends what runs under a Map or Parallel that fails, with an event for each thing that was under way. */
export function abort(env: Env, run: Run, position: Position): void {
  for (const id of run.tallies.get(position.id)?.children ?? []) {
    const child = run.positions.get(id);
    if (!child || child.phase === 'done') continue;
    abort(env, run, child);
    abortState(env, run, child);
    if (position.group?.items)
      run.event(child, 'MapIterationAborted', { name: position.state, index: child.index }, env.clock.now());
  }
  dropChildren(run, position);
}

/** The event for a state that is cut off; an execution it waits for is stopped, a function goes on. */
export function abortState(env: Env, run: Run, position: Position): void {
  const { type } = run.stateOf(position);
  if (
    position.phase === 'task' ||
    position.phase === 'wait' ||
    position.phase === 'group' ||
    position.phase === 'backoff'
  ) {
    run.event(position, `${type}StateAborted`, {}, env.clock.now());
  }
  stopChild(env, run, position);
}

/** Stops the execution that a state waits for, if it waits for one. */
export function stopChild(env: Env, run: Run, position: Position): void {
  const childArn = position.task?.childArn;
  if (childArn === undefined) return;
  run.afterSaving((error) => {
    if (!error) env.stopChild(childArn);
  });
}

function dropChildren(run: Run, position: Position): void {
  for (const id of run.tallies.get(position.id)?.children ?? []) {
    const child = run.positions.get(id);
    if (child) run.drop(child);
  }
  run.tallies.delete(position.id);
}

function parentOf(run: Run, child: Position): Position | undefined {
  return child.parent === undefined ? undefined : run.positions.get(child.parent);
}
