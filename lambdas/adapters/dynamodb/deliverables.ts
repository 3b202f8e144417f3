import type { RequestKey } from '../../core/request/request.ts';
import type { DeliverableWithdrawer } from '../../core/rollback/ports.ts';
import type { Deliverable, DeliverableReader, DeliverableWriter, TaskKey } from '../../core/task/ports.ts';
import { deliverableSk, requestPk } from './keys.ts';
import type { Table } from './table.ts';

/** What agents made, each in an item of its own. */
export class DynamoDeliverables implements DeliverableReader, DeliverableWriter, DeliverableWithdrawer {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async write(key: RequestKey, deliverable: Deliverable): Promise<void> {
    await this.#table.put({ ...deliverableKey(key, deliverable.deliverableId), ...deliverable });
  }

  async read(key: RequestKey, deliverableId: string): Promise<Deliverable | undefined> {
    const item = await this.#table.get(deliverableKey(key, deliverableId));
    if (item === undefined) return undefined;
    const { pk: _pk, sk: _sk, ...deliverable } = item;
    return deliverable as unknown as Deliverable;
  }

  async withdraw(key: TaskKey, at: string): Promise<void> {
    const items = await this.#table.query({
      condition: 'pk = :pk AND begins_with(sk, :made)',
      values: { ':pk': requestPk(key.tenantId, key.requestId), ':made': deliverableSk(`${key.taskId}-`) },
      consistent: true,
    });
    // The ids of another task may begin in the same way.
    const own = items.filter(({ taskId, undoes }) => taskId === key.taskId && undoes !== true);
    for (const { pk, sk } of own) {
      await this.#table.update(
        { pk: String(pk), sk: String(sk) },
        { expression: 'SET withdrawnAt = if_not_exists(withdrawnAt, :at)', values: { ':at': at } },
      );
    }
  }
}

function deliverableKey(key: RequestKey, deliverableId: string) {
  return { pk: requestPk(key.tenantId, key.requestId), sk: deliverableSk(deliverableId) };
}
