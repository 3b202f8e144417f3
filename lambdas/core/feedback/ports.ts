import type { RequestKey } from '../request/request.ts';
import type { FeedbackKey, FeedbackKind, FeedbackRecord, FeedbackStatus } from './feedback.ts';

export interface FeedbackStore {
  /** Strongly consistent. */
  read(key: FeedbackKey): Promise<FeedbackRecord | undefined>;
  /** Keeps it in place of the one with its id. */
  put(record: FeedbackRecord): Promise<void>;
  /** Closes it, if it is open and still the one that was given then. */
  review(
    record: FeedbackRecord,
    as: { readonly status: Exclude<FeedbackStatus, 'open'>; readonly by: string; readonly at: string },
  ): Promise<FeedbackRecord | undefined>;
  /** All of one request. Strongly consistent. */
  ofRequest(key: RequestKey): Promise<FeedbackRecord[]>;
  /** Newest first; `before` is the place that the page before ended with. */
  list(of: {
    readonly tenantId: string;
    readonly kinds: readonly FeedbackKind[];
    readonly statuses: readonly FeedbackStatus[];
    readonly before?: string | undefined;
    readonly limit: number;
  }): Promise<FeedbackRecord[]>;
}
