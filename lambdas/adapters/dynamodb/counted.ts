import type { Counted, CountedStore } from '../../core/metrics/ports.ts';
import type { RequestKey } from '../../core/request/request.ts';
import { countedSk, requestPk } from './keys.ts';
import type { ItemKey, Table } from './table.ts';

/** What of each request stands in the counters, in an item beside it. */
export class DynamoCounted implements CountedStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(key: RequestKey): Promise<Counted | undefined> {
    const item = await this.#table.get(keyOf(key));
    if (item === undefined) return undefined;
    const { pk: _pk, sk: _sk, ...counted } = item;
    return counted as unknown as Counted;
  }

  async write(key: RequestKey, { version, mode, figures }: Counted): Promise<boolean> {
    const item = await this.#table.update(keyOf(key), {
      expression: 'SET version = :version, #mode = :mode, figures = :figures',
      condition: version === 1 ? 'attribute_not_exists(pk)' : 'version = :before',
      names: { '#mode': 'mode' },
      values: {
        ':version': version,
        ':mode': mode,
        ':figures': figures,
        ...(version === 1 ? {} : { ':before': version - 1 }),
      },
    });
    return item !== undefined;
  }
}

function keyOf({ tenantId, requestId }: RequestKey): ItemKey {
  return { pk: requestPk(tenantId, requestId), sk: countedSk };
}
