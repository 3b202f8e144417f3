import { TaskError } from '../errors.ts';

interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/**
 * An AWS SDK's error as a service integration reports it: `<prefix>.<Name>`, and the SDK's words as the cause.
 * What never reached the service is `<prefix>.SdkClientException`. A TaskError stays as it is.
 */
export function serviceError(prefix: string, service: string, error: unknown): TaskError {
  if (error instanceof TaskError) return error;
  const { name = 'Error', message = String(error), $metadata: metadata } = error as SdkError;
  const answered = metadata?.httpStatusCode !== undefined;
  const known = answered || name.endsWith('Exception');
  const suffix = answered
    ? ` (Service: ${service}, Status Code: ${metadata.httpStatusCode}, Request ID: ${metadata.requestId ?? 'none'})`
    : '';
  return new TaskError(`${prefix}.${known ? withSuffix(name) : 'SdkClientException'}`, message + suffix);
}

/**
 * What a call failed with as far as anybody knows, when whoever made it has not lived to hear the answer: what the integration
 * reports of any call whose answer is lost, so that a Retry written for AWS covers it.
 *
 * @param resourceType `lambda`, `aws-sdk:dynamodb`, …
 */
export function lostAnswer(resourceType: string): string {
  if (resourceType === 'lambda') return 'Lambda.Unknown';
  const prefix = prefixes[resourceType];
  return prefix === undefined ? 'States.TaskFailed' : `${prefix}.SdkClientException`;
}

/** What the errors of an integration begin with, by its resource type. */
const prefixes: Readonly<Record<string, string>> = {
  dynamodb: 'DynamoDB',
  'aws-sdk:dynamodb': 'DynamoDb',
  events: 'EventBridge',
  sns: 'SNS',
};

const withSuffix = (name: string): string => (/(Exception|Error)$/.test(name) ? name : `${name}Exception`);
