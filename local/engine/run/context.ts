import type { Bindings } from '../expressions/expressions.ts';
import type { Json, JsonObject } from '../types.ts';
import type { Position } from './position.ts';
import type { Run } from './run.ts';

/** What an expression sees beside the state's input. */
export interface Visible {
  readonly result?: Json;
  readonly errorOutput?: Json;
  readonly taskToken?: string;
}

/** `$states` and the variables for an expression of the state at `position`. https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
export function bindingsFor(run: Run, position: Position, visible: Visible = {}): Bindings {
  let context: JsonObject | undefined;
  const states: Record<string, unknown> = {
    input: position.input,
    // Made only for an expression that asks for it: few do.
    get context() {
      return (context ??= contextObject(run, position, visible.taskToken));
    },
  };
  if (visible.result !== undefined) states['result'] = visible.result;
  if (visible.errorOutput !== undefined) states['errorOutput'] = visible.errorOutput;
  return { ...variablesOf(run, position), states };
}

/** A scope's variables over those of the scopes around it. */
function variablesOf(run: Run, position: Position): JsonObject {
  const parent = position.parent === undefined ? undefined : run.positions.get(position.parent);
  return parent ? { ...variablesOf(run, parent), ...position.variables } : position.variables;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
function contextObject(run: Run, position: Position, taskToken: string | undefined): JsonObject {
  const { record } = run;
  const item = nearestItem(run, position);
  return {
    Execution: {
      Id: record.executionArn,
      Input: run.input,
      Name: record.name,
      RoleArn: record.roleArn,
      StartTime: new Date(record.startDate).toISOString(),
      RedriveCount: 0,
    },
    State: {
      EnteredTime: new Date(position.enteredAt).toISOString(),
      Name: position.state,
      // Only states that can be retried have it.
      ...('retry' in run.stateOf(position) && { RetryCount: position.retryCount }),
    },
    StateMachine: { Id: record.stateMachineArn, Name: record.machineName },
    ...(taskToken !== undefined && { Task: { Token: taskToken } }),
    ...(item && { Map: { Item: item } }),
  };
}

function nearestItem(run: Run, position: Position): JsonObject | undefined {
  if (position.parent === undefined) return undefined;
  const parent = run.positions.get(position.parent);
  if (!parent) return undefined;
  const value = parent.group?.items?.[position.index];
  return value === undefined ? nearestItem(run, parent) : { Index: position.index, Value: value, Source: 'STATE_DATA' };
}

/** Where a cause says the error came from. */
export function whileExecuting(position: Position): string {
  return `An error occurred while executing the state '${position.state}' (entered at the event id #${position.enteredEventId}).`;
}
