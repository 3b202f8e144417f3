import type { HistoryEvent, JsonObject } from '../engine/index.ts';

/** Members that hold data of the execution; left out when a caller asks for none. */
const DATA = ['input', 'output', 'parameters', 'assignedVariables'];

/** An event as GetExecutionHistory gives it: its details under the member that belongs to its type. */
export function historyEventBody(event: HistoryEvent, data: boolean): JsonObject {
  const { id, previousEventId, type, timestamp, details } = event;
  const member = detailsMember(type);
  const shown = data ? details : Object.fromEntries(Object.entries(details).filter(([key]) => !DATA.includes(key)));
  return { id, previousEventId, type, timestamp: timestamp / 1000, ...(member !== undefined && { [member]: shown }) };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html */
function detailsMember(type: string): string | undefined {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  if (type === 'MapStateStarted' || type.startsWith('MapIteration')) return `${lowerFirst(type)}EventDetails`;
  if (/^(Map|Parallel)State|StateAborted$|^LambdaFunctionStarted$/.test(type)) return undefined;
  return `${lowerFirst(type)}EventDetails`;
}

const lowerFirst = (type: string): string => type.charAt(0).toLowerCase() + type.slice(1);
