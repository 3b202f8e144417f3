import type { EscalationCheck, Verification } from './checklist.ts';
import type { Route } from '../routing/route.ts';
import type { ExecutionInput, Question, RequestKey, RequestRecord } from './request.ts';
import type { MovableStatus, RequestStatus } from './status.ts';

export interface RequestReader {
  /** Strongly consistent. */
  read(key: RequestKey): Promise<RequestRecord | undefined>;
}

export interface RequestCreator {
  /** Keeps the record unless one with its id is there; either way the stored one is the answer. */
  create(record: RequestRecord): Promise<RequestRecord>;
}

/** What may change when a request moves on; `null` takes an attribute away. */
export interface RequestChange {
  readonly status: MovableStatus;
  readonly route?: Route;
  readonly question?: Question | null;
  readonly reply?: string;
  readonly error?: { readonly name: string; readonly message: string };
  readonly executionArn?: string;
  readonly rollback?: NonNullable<RequestRecord['rollback']>;
  readonly escalation?: EscalationCheck;
  readonly verification?: Verification;
}

export interface RequestMover {
  /**
   * Moves a request on, if its status allows it, and, where `only` says so, if it still waits on that question or is still of
   * that epoch; a question never takes the place of a later one. Answers the record as it is then, or undefined when the move
   * came too late (or the request is unknown).
   */
  move(
    key: RequestKey,
    change: RequestChange,
    only?: { asking?: string; epoch?: number },
  ): Promise<RequestRecord | undefined>;
}

export interface VerificationWriter {
  /** Keeps the checklist of a request that was closed, as long as it is of that epoch. Undefined when it is not. */
  verify(
    request: Pick<RequestRecord, 'tenantId' | 'requestId' | 'epoch'>,
    verification: Verification,
  ): Promise<RequestRecord | undefined>;
}

export interface RequestLister {
  /** Newest first; `before` is the id that the page before ended with. */
  list(of: {
    tenantId: string;
    statuses: readonly RequestStatus[];
    before?: string | undefined;
    limit: number;
  }): Promise<RequestRecord[]>;
}

export interface Executions {
  /** Starts the request's execution; when it runs, or has run, under that name already, that one's ARN is the answer. */
  start(input: ExecutionInput): Promise<string>;
}

export interface ExecutionReader {
  /** How the execution stands, or undefined when there is none of that name. */
  describe(executionArn: string): Promise<{ status: string; error?: string; cause?: string } | undefined>;
}

/** The tokens of executions that wait for a person. */
export interface Waiting {
  /** Lets the execution go on. False when the token is no longer waited for. */
  release(token: string, output: Record<string, unknown>): Promise<boolean>;
}

/** A question with the token of the execution that waits for its answer, kept where agents cannot read. */
export interface PendingQuestion extends Question {
  readonly requestId: string;
  readonly token: string;
  readonly answer?: string;
  readonly answeredBy?: string;
}

export interface QuestionStore {
  read(tenantId: string, questionId: string): Promise<PendingQuestion | undefined>;
  /** Keeps the question; asked again, the newer token replaces the older, and an answer given in between stays. */
  ask(tenantId: string, question: PendingQuestion): Promise<PendingQuestion>;
  /** Records the first answer. What is recorded then is the answer, whoever came first. */
  answer(tenantId: string, questionId: string, answer: string, userId: string): Promise<PendingQuestion | undefined>;
}

/** What a key of a client was used for. */
export interface IdempotencyEntry {
  readonly requestId: string;
  readonly sessionId: string;
  /** SHA-256 of the body it came with. */
  readonly bodyHash: string;
}

export interface IdempotencyStore {
  /** Claims the key for this entry, unless it is taken; the entry that holds it is the answer. */
  claim(tenantId: string, key: string, entry: IdempotencyEntry): Promise<IdempotencyEntry>;
}

/** Which requests are not over, of all tenants: a sweeper has no token to tell it whose there are. */
export interface OpenRequests {
  /** Done again, it stands there once. */
  add(key: RequestKey): Promise<void>;
  remove(key: RequestKey): Promise<void>;
  /** Those that were made before a time (milliseconds since the epoch), oldest first within each part of the table. */
  madeBefore(ms: number): AsyncIterable<RequestKey>;
}

/** Tells the world outside; best effort, never in the way of the request. */
export interface RequestEvents {
  publish(type: string, request: RequestRecord): Promise<void>;
}
