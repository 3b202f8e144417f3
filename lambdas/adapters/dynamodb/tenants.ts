import type { Tenants } from '../../core/request/ports.ts';
import { shardCount, shardOf, tenantsPk } from './keys.ts';
import type { Table } from './table.ts';

/** The tenants that ever sent a request. */
export class DynamoTenants implements Tenants {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Read before it is written: nearly every call finds it there, and reads are cheaper on one hot partition. */
  async remember(tenantId: string): Promise<void> {
    const key = { pk: tenantsPk(shardOf(tenantId)), sk: encodeURIComponent(tenantId) };
    if ((await this.#table.get(key)) === undefined) await this.#table.putNew({ ...key, tenantId });
  }

  async list(): Promise<string[]> {
    const shards = await Promise.all(
      Array.from({ length: shardCount }, (_, shard) =>
        this.#table.query({ condition: 'pk = :pk', values: { ':pk': tenantsPk(shard) }, limit: 1000 }),
      ),
    );
    return shards.flat().map((item) => String(item['tenantId']));
  }
}
