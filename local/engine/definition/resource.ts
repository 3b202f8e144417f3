/** How a Task's call ends: with its answer, with a child execution, or with whoever holds the token. */
export type Pattern = 'response' | 'sync' | 'token';

/** A Task's Resource, taken apart. https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html */
export interface Resource {
  /** As the machine wrote it. */
  readonly arn: string;
  /** Without the pattern's suffix: what handlers are looked up by. */
  readonly base: string;
  readonly pattern: Pattern;
  /** A Lambda function's own ARN: its history events are LambdaFunction… */
  readonly direct: boolean;
  /** `lambda`, `aws-sdk:dynamodb`, … as history events show it. */
  readonly resourceType: string;
  /** `invoke.waitForTaskToken`, … as history events show it. */
  readonly action: string;
}

const START_EXECUTION = 'arn:aws:states:::states:startExecution';

const FUNCTION = /^arn:aws[\w-]*:lambda:[\w-]*:\d*:function:[\w$:.-]+$/;
const INTEGRATION = /^(arn:aws[\w-]*:states:::((?:aws-sdk:)?[\w-]+):(\w+))(\.waitForTaskToken|\.sync(?::2)?)?$/;

/** Services whose calls end with their answer: there is no job to wait for. */
const WITHOUT_JOBS = ['lambda', 'dynamodb', 'events', 'sns', 'sqs'];

/** Whether a resource, without its suffix, starts an execution: the engine does that itself. */
export function startsExecution(base: string): boolean {
  return base === START_EXECUTION;
}

/** @returns the parts, or a sentence saying why the engine cannot run it */
export function parseResource(arn: string): Resource | string {
  if (FUNCTION.test(arn))
    return { arn, base: arn, pattern: 'response', direct: true, resourceType: 'lambda', action: 'invoke' };
  const [, base, resourceType, action, suffix] = INTEGRATION.exec(arn) ?? [];
  if (!base || !resourceType || !action)
    return `Resource ${arn} is not supported: use a function's ARN or arn:aws:states:::service:action`;
  // AWS offers the optimized DynamoDB integration without tokens; the aws-sdk one has them.
  if (suffix === '.waitForTaskToken' && resourceType === 'dynamodb')
    return `Resource ${arn} does not exist on AWS: use arn:aws:states:::aws-sdk:dynamodb:${action}${suffix}`;
  if (suffix?.startsWith('.sync') && (WITHOUT_JOBS.includes(resourceType) || resourceType.startsWith('aws-sdk:')))
    return `Resource ${arn} does not exist on AWS: ${resourceType}:${action} has no ${suffix}`;
  const pattern: Pattern = suffix === undefined ? 'response' : suffix === '.waitForTaskToken' ? 'token' : 'sync';
  return { arn, base, pattern, direct: false, resourceType, action: `${action}${suffix ?? ''}` };
}
