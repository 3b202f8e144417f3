/**
 * Where each record stands in the tables. Tenant and user ids come from tokens and may hold any character, so they are
 * percent-encoded: a `#` in one cannot reach into another's partition.
 */
const tenant = (tenantId: string) => `T#${encodeURIComponent(tenantId)}`;

export const sessionPk = (tenantId: string, sessionId: string) => `${tenant(tenantId)}#S#${sessionId}`;
export const requestPk = (tenantId: string, requestId: string) => `${tenant(tenantId)}#R#${requestId}`;
/** Approvals and questions with their task tokens; agents' roles are denied this partition. */
export const pendingPk = (tenantId: string, id: string) => `${tenant(tenantId)}#P#${id}`;
export const idempotencyPk = (tenantId: string, key: string) => `${tenant(tenantId)}#I#${encodeURIComponent(key)}`;
export const auditPk = (tenantId: string, date: string, shard: number) => `${tenant(tenantId)}#A#${date}#${shard}`;
export const metricsPk = (tenantId: string, kind: string, name: string) => `${tenant(tenantId)}#M#${kind}#${name}`;
export const openPk = (shard: number) => `OPEN#${shard}`;

export const metaSk = 'META';
export const taskSk = (taskId: string) => `TASK#${taskId}`;
/** From one task to another. */
export const handoffSk = (fromTask: string, toTask: string) => `HANDOFF#${fromTask}#${toTask}`;
export const eventSk = (eventId: string) => `EVENT#${eventId}`;
export const feedbackSk = (feedbackId: string) => `FEEDBACK#${feedbackId}`;
/** What of the request stands in the counters. */
export const countedSk = 'COUNTED';
export const deliverableSk = (id: string) => `DELIV#${id}`;
/** Nine digits, so that messages sort by number. */
export const messageSk = (seq: number) => `MSG#${String(seq).padStart(9, '0')}`;

export const requestListPk = (tenantId: string, status: string, shard: number) =>
  `${tenant(tenantId)}#REQ#${status}#${shard}`;
export const sessionListPk = (tenantId: string, userId: string) =>
  `${tenant(tenantId)}#SES#${encodeURIComponent(userId)}#0`;

/** Feedback is what people type: one partition for each kind and status will do. */
export const feedbackListPk = (tenantId: string, kind: string, status: string) =>
  `${tenant(tenantId)}#FBK-${kind}#${status}#0`;

/** Over how many partitions a tenant's requests of one status, and its audit of one day, are spread. */
export const shardCount = 4;

/** The same id always falls into the same shard (FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/). */
export function shardOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % shardCount;
}

const day = 86_400;

/** How long records are kept, seconds; DynamoDB's time to live removes them some time after. */
export const retention = {
  idempotencyKey: day,
  deletedSession: 30 * day,
  question: 30 * day,
  audit: 400 * day,
  metrics: 400 * day,
};

/** The value of the time-to-live attribute: seconds since the epoch. */
export function expiresAt(nowMs: number, keepSeconds: number): number {
  return Math.floor(nowMs / 1000) + keepSeconds;
}
