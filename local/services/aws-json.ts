/** What an AWS service answers when it refuses a call: the error's short name and its message. */
export class AwsServiceError extends Error {
  override readonly name: string;

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** Credentials that local services take for granted and never check. */
const authorization =
  'AWS4-HMAC-SHA256 Credential=local/20000101/us-east-1/local/aws4_request, SignedHeaders=host, Signature=0';

/**
 * One call in the AWS JSON protocol (https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html).
 *
 * @param target service version and operation, as in `DynamoDB_20120810.GetItem`
 * @throws AwsServiceError under the service's own error name
 */
export async function callAwsJson(endpoint: string, target: string, body: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      'x-amz-date': new Date().toISOString().replaceAll(/[-:]|\.\d+/g, ''),
      authorization,
    },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  if (response.ok) return answer;
  const { __type: type = 'ServiceException', message, Message = message } = answer as Record<string, string>;
  throw new AwsServiceError(type.replace(/^.*#/, ''), Message ?? type);
}
