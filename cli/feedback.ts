import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  type FeedbackBody,
  type FeedbackKind,
  feedbackKinds,
  type FeedbackStatus,
  feedbackStatuses,
} from '../lambdas/core/feedback/feedback.ts';
import type { ApiClient, FeedbackView } from './api-client.ts';
import { CliError } from './errors.ts';
import { connect, type ConnectionOptions, withConnection } from './options.ts';
import { columns, shortened } from './text.ts';

/** What may be said on the command line. */
export interface FeedbackOptions {
  readonly misroutedTo?: string;
  readonly shouldEscalate?: true;
  readonly couldHandle?: string | true;
  readonly rework?: string;
  readonly rating?: number;
  readonly comment?: string;
  readonly list?: true;
  readonly kind?: FeedbackKind;
  readonly status?: FeedbackStatus;
  readonly accept?: string;
  readonly reject?: string;
  readonly json?: true;
}

export function addFeedbackCommand(program: Command): void {
  const feedback = program
    .command('feedback')
    .description('say how a request was routed and done, list what was said, accept or reject it')
    .argument('[request]', 'the request that it is about')
    .option('--misrouted-to <id>', 'it should have gone to this agent or workflow, or to clarify')
    .option('--should-escalate', 'it should have been escalated')
    .option('--could-handle [agent]', 'it need not have been escalated: this agent could have done it')
    .option('--rework <text>', 'what is wrong with what was done')
    .option('--rating <number>', 'how good it was, 1 to 10', parseRating)
    .option('--comment <text>', 'a word on it')
    .option('--list', 'list what was said, newest first')
    .addOption(new Option('--kind <kind>', 'list this kind alone').choices(feedbackKinds))
    .addOption(new Option('--status <status>', 'list what has this status alone').choices(feedbackStatuses))
    .option('--accept <id>', 'accept a feedback')
    .option('--reject <id>', 'reject a feedback')
    .option('--json', 'print one JSON document');
  withConnection(feedback).action(async (request: string | undefined, options: FeedbackOptions & ConnectionOptions) => {
    const act = actionOf(request, options);
    const said = await act(await connect(options));
    if (options.json) console.log(JSON.stringify(Array.isArray(said) ? { feedback: said } : said));
    else console.log(Array.isArray(said) ? described(said) : described([said]));
  });
}

type Client = Pick<ApiClient, 'feedback' | 'giveFeedback' | 'reviewFeedback'>;
type Action = (client: Client) => Promise<FeedbackView | FeedbackView[]>;

/**
 * What is to be done: exactly one thing, and what is said of a request is said of one that is named.
 *
 * @throws CliError
 */
export function actionOf(request: string | undefined, options: FeedbackOptions): Action {
  const said = saidIn(options);
  const { accept, reject, list, kind, status, comment } = options;
  const of = { ...(kind && { kind }), ...(status && { status }) };
  const review = (id: string | undefined, decision: 'accept' | 'reject'): Action[] =>
    id === undefined ? [] : [(client) => client.reviewFeedback(id, decision)];
  const actions: Action[] = [
    ...said.map(
      (body): Action =>
        (client) =>
          client.giveFeedback(request ?? '', body),
    ),
    ...review(accept, 'accept'),
    ...review(reject, 'reject'),
    ...(list === undefined ? [] : [(client: Client) => listed(client, of)]),
  ];
  const [action] = actions;
  const names = said.length > 0 ? request !== undefined : request === undefined && comment === undefined;
  if (action !== undefined && actions.length === 1 && names) return action;
  throw new CliError(
    'say one thing: a request with one of --misrouted-to ID, --should-escalate, --could-handle, --rework TEXT and --rating N; ' +
      'or --list, --accept ID or --reject ID without a request',
  );
}

function saidIn({
  misroutedTo,
  shouldEscalate,
  couldHandle,
  rework,
  rating,
  comment,
}: FeedbackOptions): FeedbackBody[] {
  const more = comment === undefined ? {} : { comment };
  return [
    ...(misroutedTo === undefined ? [] : [{ kind: 'misrouted' as const, to: misroutedTo, ...more }]),
    ...(shouldEscalate === undefined ? [] : [{ kind: 'should-have-been-escalated' as const, ...more }]),
    ...(couldHandle === undefined
      ? []
      : [{ kind: 'could-have-been-handled' as const, ...(couldHandle === true ? {} : { by: couldHandle }), ...more }]),
    ...(rework === undefined ? [] : [{ kind: 'rework' as const, what: rework, ...more }]),
    ...(rating === undefined ? [] : [{ kind: 'rating' as const, rating, ...more }]),
  ];
}

async function listed(client: Client, of: { kind?: FeedbackKind; status?: FeedbackStatus }): Promise<FeedbackView[]> {
  const all: FeedbackView[] = [];
  for await (const page of client.feedback(of)) all.push(...page);
  return all;
}

function described(feedback: readonly FeedbackView[]): string {
  if (feedback.length === 0) return 'Nobody has said anything: npm run --silent baton -- feedback <request> --rating 8';
  return columns(
    feedback.map((one) => [
      one.feedbackId,
      one.status,
      `${one.decision.label} (${one.decision.mode})`,
      [one.kind, one.to ?? one.by ?? one.rating?.toString() ?? ''].filter((part) => part !== '').join(' '),
      one.userId,
      shortened([one.what, one.comment].filter((text) => text !== undefined).join('; '), 80),
    ]),
  );
}

function parseRating(text: string): number {
  const rating = Number(text);
  if (Number.isInteger(rating) && rating >= 1 && rating <= 10) return rating;
  throw new InvalidArgumentError('A rating is a whole number from 1 to 10.');
}
