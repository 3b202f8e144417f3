import { type HandoffRecord, handoffRecordSchema } from '../../core/agent/handoff.ts';
import type { RequestKey } from '../../core/request/request.ts';
import type { HandoffLister, HandoffWriter } from '../../core/task/ports.ts';
import { handoffSk, requestPk } from './keys.ts';
import type { Table } from './table.ts';

/** What one agent passed to the next, an item for each edge of a plan. */
export class DynamoHandoffs implements HandoffWriter, HandoffLister {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async write(key: RequestKey, handoff: HandoffRecord): Promise<void> {
    const pk = requestPk(key.tenantId, key.requestId);
    await this.#table.put({ pk, sk: handoffSk(handoff.fromTask, handoff.taskId), ...handoff });
  }

  async list(key: RequestKey): Promise<HandoffRecord[]> {
    const items = await this.#table.query({
      condition: 'pk = :pk AND begins_with(sk, :handoff)',
      values: { ':pk': requestPk(key.tenantId, key.requestId), ':handoff': 'HANDOFF#' },
      limit: 10_000,
      consistent: true,
    });
    return items
      .map(({ pk: _pk, sk: _sk, ...handoff }) => handoffRecordSchema.parse(handoff))
      .sort((a, b) => a.at.localeCompare(b.at));
  }
}
