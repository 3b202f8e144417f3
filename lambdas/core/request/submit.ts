import * as z from 'zod';
import type { AuditTrail } from '../audit/audit.ts';
import { type Clock, isoTime } from '../clock.ts';
import { BatonError, faultWords } from '../errors.ts';
import { type EventAppender, recordEvent } from '../events/event.ts';
import { idSchema, type NewId } from '../ids.ts';
import { userText } from '../session/message.ts';
import { type MessageAppender, type Session, type SessionStore, sessionTitle } from '../session/session.ts';
import { stepsOf, workflowInputSchema, type Workflows, type WorkflowSummary } from '../planning/workflow.ts';
import { allowsFaults, type Fault, faultsSchema } from '../task/faults.ts';
import { reservedTaskId } from '../task/task.ts';
import { type Caller, failurePolicies, priorities, type RequestRecord, timeBoxSchema } from './request.ts';
import type { Executions, IdempotencyEntry, IdempotencyStore, OpenRequests, RequestCreator } from './ports.ts';

const common = {
  sessionId: idSchema.optional(),
  priority: z.enum(priorities).default('normal'),
  /** What becomes of what several tasks did when one of them fails. */
  onFailure: z.enum(failurePolicies).default('roll-back'),
  timeBoxSeconds: timeBoxSchema.optional(),
  inject: faultsSchema.optional(),
};

const wordsSchema = z.strictObject({ text: userText('say in plain words what you need'), ...common });
const namedSchema = z.strictObject({ workflow: z.string().max(60), input: workflowInputSchema.default({}), ...common });

/** The body of `POST /v1/requests`: plain words, or the name of a workflow with its input. */
export const submissionSchema = z.unknown().transform((body, context) => {
  const named = typeof body === 'object' && body !== null && 'workflow' in body;
  const parsed = (named ? namedSchema : wordsSchema).safeParse(body);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues)
    context.issues.push({ ...issue, input: body } as (typeof context.issues)[number]);
  return z.NEVER;
});
export type Submission = z.infer<typeof submissionSchema>;

/** A client's key is opaque: printable ASCII, so that it fits a header and a table key. */
export const idempotencyKeySchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 printable characters without spaces');

export interface SubmitPorts {
  /** Where this runs: not every stage lets faults be injected. */
  readonly stage: string;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly hash: (text: string) => string;
  readonly idempotency: IdempotencyStore;
  readonly open: OpenRequests;
  readonly sessions: SessionStore;
  readonly messages: MessageAppender;
  readonly requests: RequestCreator;
  readonly executions: Executions;
  readonly workflows: Workflows;
  readonly audit: AuditTrail;
  readonly eventLog: EventAppender;
}

/** What comes of a submission. `replayed` says that the client's key was used for it before. */
export interface Submitted {
  readonly request: RequestRecord;
  readonly replayed: boolean;
}

/**
 * Takes a request in and starts its execution. Every step can be repeated: whoever comes with a key that is taken goes
 * through the same steps on the ids that the first one chose, so a submission that died half-way is completed by its retry.
 *
 * 1. The key is claimed, with the ids of the request and the session that will be made; the request is noted as open.
 * 2. The session is found or created; the user's words are appended to it.
 * 3. The request is written, and that it was received.
 * 4. The execution is started under a name derived from the request; only then is the submission audited
 *    and acknowledged.
 *
 * @throws InjectionRefused when faults are to be injected in a stage that allows none
 * @throws InvalidRequest when the workflow does not exist, its input is not what it wants to know, or a fault is for no step of it
 * @throws NotFound when the session is not the caller's
 * @throws IdempotencyKeyReused when the key came with another body
 */
export async function submitRequest(
  ports: SubmitPorts,
  caller: Caller,
  submission: Submission,
  key?: string,
): Promise<Submitted> {
  requireInjectable(ports.stage, submission);
  const asked = whatIsAsked(ports.workflows, submission);
  const claim = { requestId: ports.newId(), sessionId: submission.sessionId ?? ports.newId() };
  if (submission.sessionId !== undefined) await requireSession(ports.sessions, caller, submission.sessionId);
  const entry = await claimKey(ports, caller, submission, claim, key);
  const { requestId, sessionId } = entry;
  await ports.open.add({ tenantId: caller.tenantId, requestId });

  const now = isoTime(ports.clock());
  const session: Session = {
    ...caller,
    sessionId,
    title: sessionTitle(asked.text),
    createdAt: now,
  };
  if (submission.sessionId === undefined) await ports.sessions.create(session);
  const request = await ports.requests.create({
    ...caller,
    requestId,
    sessionId,
    ...asked,
    priority: submission.priority,
    onFailure: submission.onFailure,
    ...(submission.timeBoxSeconds === undefined ? {} : { timeBoxSeconds: submission.timeBoxSeconds }),
    ...(submission.inject === undefined ? {} : { inject: submission.inject }),
    status: 'received',
    generation: 1,
    epoch: 0,
    createdAt: now,
    updatedAt: now,
  });
  await recordEvent(ports, request, {
    type: 'request.received',
    at: request.createdAt,
    detail: { priority: request.priority },
  });
  await ports.messages.append(
    { tenantId: caller.tenantId, sessionId },
    {
      writeId: `${requestId}.request`,
      since: request.createdAt,
      role: 'user',
      text: request.text,
      author: caller.userId,
      requestId,
    },
  );
  const { generation } = request;
  const executionArn = await ports.executions.start({ schema: 1, tenantId: caller.tenantId, requestId, generation });
  await ports.audit.record(request, {
    eventType: 'request.submitted',
    key: 'submitted',
    operation: 'submit',
    input: request.text,
    output: requestId,
    success: true,
  });
  return { request: { ...request, executionArn }, replayed: requestId !== claim.requestId };
}

function requireInjectable(stage: string, { inject }: Submission): void {
  if (inject === undefined || allowsFaults(stage)) return;
  throw new BatonError('InjectionRefused', `nothing is injected in stage ${stage}: send the request without "inject"`);
}

/** A request for a workflow says so in words as well: they are what lists and conversations show. */
function whatIsAsked(workflows: Workflows, submission: Submission): Pick<RequestRecord, 'text' | 'workflow'> {
  if ('text' in submission) return { text: submission.text };
  const { workflow, input } = workflows.check(submission.workflow, submission.input);
  requireSteps(workflow, submission.inject ?? []);
  const { title } = workflow;
  const given = Object.entries(input).map(([name, value]) => `${name}: ${value}`);
  return {
    text: [`${title} (workflow ${submission.workflow})`, ...given].join('\n'),
    workflow: { name: submission.workflow, input },
  };
}

/** A fault for a step that the workflow does not have would never strike, and nobody would know why. */
function requireSteps(workflow: WorkflowSummary, inject: readonly Fault[]): void {
  const steps = stepsOf(workflow);
  const faults = inject.flatMap(({ step }, at) =>
    steps.includes(step) || reservedTaskId.test(step)
      ? []
      : [
          {
            field: `inject.${at}.step`,
            message: `"${step}" is no step of ${workflow.name}; there are: ${steps.join(', ')}`,
          },
        ],
  );
  if (faults.length > 0) throw new BatonError('InvalidRequest', faultWords(faults), { faults });
}

async function claimKey(
  ports: SubmitPorts,
  caller: Caller,
  submission: Submission,
  claim: { requestId: string; sessionId: string },
  key: string | undefined,
): Promise<IdempotencyEntry> {
  const { sessionId = null, priority, ...what } = submission;
  const bodyHash = ports.hash(JSON.stringify([what, sessionId, priority]));
  const wanted = { ...claim, bodyHash };
  if (key === undefined) return wanted;
  // Hashed as a pair: joined by a separator, two users' names and keys could read the same.
  const claimed = ports.hash(JSON.stringify([caller.userId, key]));
  const entry = await ports.idempotency.claim(caller.tenantId, claimed, wanted);
  if (entry.bodyHash !== bodyHash) {
    throw new BatonError(
      'IdempotencyKeyReused',
      `Idempotency-Key ${JSON.stringify(key)} was used for request ${entry.requestId} with another body: use a new key for a new request`,
    );
  }
  return entry;
}

async function requireSession(sessions: SessionStore, caller: Caller, sessionId: string): Promise<void> {
  const session = await sessions.read({ tenantId: caller.tenantId, sessionId });
  if (session === undefined || session.deletedAt !== undefined || session.userId !== caller.userId) {
    throw new BatonError('NotFound', `session ${sessionId} does not exist`);
  }
}
