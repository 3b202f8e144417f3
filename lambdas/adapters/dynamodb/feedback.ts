import {
  type FeedbackKey,
  feedbackPlace,
  type FeedbackRecord,
  feedbackSchema,
  requestOfFeedback,
} from '../../core/feedback/feedback.ts';
import type { FeedbackStore } from '../../core/feedback/ports.ts';
import type { RequestKey } from '../../core/request/request.ts';
import { feedbackListPk, feedbackSk, requestPk } from './keys.ts';
import { newestOf } from './lists.ts';
import type { ItemKey, Table } from './table.ts';

/** What people say about requests, one item each, beside the request; listed by kind and status. */
export class DynamoFeedback implements FeedbackStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(key: FeedbackKey): Promise<FeedbackRecord | undefined> {
    const item = await this.#table.get(keyOf(key));
    return item === undefined ? undefined : feedbackSchema.parse(item);
  }

  async put(record: FeedbackRecord): Promise<void> {
    const gpk = feedbackListPk(record.tenantId, record.kind, record.status);
    await this.#table.put({ ...keyOf(record), ...record, gpk, gsk: feedbackPlace(record) });
  }

  async review(
    record: FeedbackRecord,
    { status, by, at }: Parameters<FeedbackStore['review']>[1],
  ): Promise<FeedbackRecord | undefined> {
    const item = await this.#table.update(keyOf(record), {
      expression: 'SET #status = :status, gpk = :gpk, reviewedBy = :by, reviewedAt = :at',
      condition: '#status = :open AND givenAt = :given',
      names: { '#status': 'status' },
      values: {
        ':status': status,
        ':gpk': feedbackListPk(record.tenantId, record.kind, status),
        ':by': by,
        ':at': at,
        ':open': 'open',
        ':given': record.givenAt,
      },
    });
    return item === undefined ? undefined : feedbackSchema.parse(item);
  }

  async ofRequest({ tenantId, requestId }: RequestKey): Promise<FeedbackRecord[]> {
    const items = await this.#table.query({
      condition: 'pk = :pk AND begins_with(sk, :feedback)',
      values: { ':pk': requestPk(tenantId, requestId), ':feedback': feedbackSk('') },
      consistent: true,
    });
    return items.map((item) => feedbackSchema.parse(item));
  }

  async list({ tenantId, kinds, statuses, ...page }: Parameters<FeedbackStore['list']>[0]): Promise<FeedbackRecord[]> {
    const partitions = kinds.flatMap((kind) => statuses.map((status) => feedbackListPk(tenantId, kind, status)));
    return (await newestOf(this.#table, partitions, page)).map((item) => feedbackSchema.parse(item));
  }
}

function keyOf({ tenantId, feedbackId }: FeedbackKey): ItemKey {
  return { pk: requestPk(tenantId, requestOfFeedback(feedbackId) ?? ''), sk: feedbackSk(feedbackId) };
}
