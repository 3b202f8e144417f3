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
    executions({ stateMachineArn, status, offset, limit }) {
      const found = [...executions.values()].filter(
        (it) => it.stateMachineArn === stateMachineArn && (!status || it.status === status),
      );
      return found.toReversed().slice(offset, offset + limit);
    },
    running: () => [],
    history({ executionArn, reverseOrder, offset, limit }) {
      const events = histories.get(executionArn) ?? [];
      return (reverseOrder ? events.toReversed() : events).slice(offset, offset + limit);
    },
    close() {},
  };
}
