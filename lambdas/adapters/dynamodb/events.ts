import {
  type EventAppender,
  type EventReader,
  requestEventSchema,
  type RequestEvent,
} from '../../core/events/event.ts';
import type { RequestKey } from '../../core/request/request.ts';
import { eventSk, requestPk } from './keys.ts';
import type { Table } from './table.ts';

/** What happened in a request, one item each, beside it. */
export class DynamoEventLog implements EventAppender, EventReader {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async append(key: RequestKey, events: readonly RequestEvent[]): Promise<void> {
    const pk = requestPk(key.tenantId, key.requestId);
    await Promise.all(events.map((event) => this.#table.putNew({ pk, sk: eventSk(event.eventId), ...event })));
  }

  async page(
    key: RequestKey,
    { after = '', limit }: { after?: string | undefined; limit: number },
  ): Promise<RequestEvent[]> {
    const items = await this.#table.query({
      condition: 'pk = :pk AND sk BETWEEN :after AND :last',
      values: {
        ':pk': requestPk(key.tenantId, key.requestId),
        // Just behind that one: no id holds a blank.
        ':after': `${eventSk(after)} `,
        ':last': eventSk('~'),
      },
      limit,
      consistent: true,
    });
    return items.map((item) => requestEventSchema.parse(item));
  }
}
