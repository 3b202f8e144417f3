import type { EngineJournal, ExecutionRecord, HistoryEvent } from '../types.ts';

/** A journal that nothing outlives: executions and histories to look at, no positions to go on from. */
export function memoryJournal(): EngineJournal {
  const executions = new Map<string, ExecutionRecord>();
  const histories = new Map<string, HistoryEvent[]>();
  return {
    append(steps) {
      for (const { execution, events } of steps) {
        executions.set(execution.executionArn, execution);
        const history = histories.get(execution.executionArn);
        if (history) history.push(...events);
        else histories.set(execution.executionArn, [...events]);
      }
    },
    execution: (arn) => executions.get(arn),
    executions({ stateMachineArn, status, after, limit }) {
      const newestFirst = [...executions.values()].toReversed();
      const from = after === undefined ? 0 : newestFirst.findIndex((it) => it.executionArn === after) + 1;
      const found = newestFirst
        .slice(from)
        .filter((it) => it.stateMachineArn === stateMachineArn && (!status || it.status === status));
      return found.slice(0, limit);
    },
    running: () => [],
    history({ executionArn, reverseOrder, after, limit }) {
      const events = histories.get(executionArn) ?? [];
      // Ids count from 1 without a gap.
      if (!reverseOrder) return events.slice(after ?? 0, (after ?? 0) + limit);
      return events
        .slice(0, after === undefined ? undefined : after - 1)
        .toReversed()
        .slice(0, limit);
    },
    close() {},
  };
}
