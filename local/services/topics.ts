import { randomUUID } from 'node:crypto';
import { AwsServiceError } from './aws-json.ts';

/** What somebody published, as text. */
export interface Notification {
  readonly topicArn: string;
  readonly subject?: string;
  readonly message: string;
}

/** The SNS topics of a template. Nobody subscribes to them here: what is published is handed to whoever runs the process. */
export class LocalTopics {
  readonly #topicArns: ReadonlySet<string>;
  readonly #onNotification: (notification: Notification) => void;

  constructor(topicArns: readonly string[], onNotification: (notification: Notification) => void) {
    this.#topicArns = new Set(topicArns);
    this.#onNotification = onNotification;
  }

  has(arn: string): boolean {
    return this.#topicArns.has(arn);
  }

  /**
   * Publishes as https://docs.aws.amazon.com/sns/latest/api/API_Publish.html has it, to a topic only.
   * @throws AwsServiceError InvalidParameterException, NotFoundException
   */
  publish({ TopicArn: topicArn, Subject: subject, Message: message }: Readonly<Record<string, unknown>>): {
    MessageId: string;
  } {
    if (typeof topicArn !== 'string')
      throw new AwsServiceError('InvalidParameterException', 'Invalid parameter: TopicArn');
    if (typeof message !== 'string' || message === '')
      throw new AwsServiceError('InvalidParameterException', 'Invalid parameter: Empty message');
    if (!this.has(topicArn)) throw new AwsServiceError('NotFoundException', 'Topic does not exist');
    this.#onNotification({ topicArn, message, ...(typeof subject === 'string' && { subject }) });
    return { MessageId: randomUUID() };
  }
}
