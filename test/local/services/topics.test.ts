import { describe, expect, test } from '@jest/globals';
import { snsIntegrations } from '../../../local/engine/index.ts';
import { type Notification, LocalTopics } from '../../../local/services/topics.ts';
import { runMachine } from '../../../local/testing/index.ts';
import { machine, task } from '../engine/machines.ts';

const TopicArn = 'arn:aws:sns:us-east-1:000000000000:alarms';

/** Runs a Task that publishes, with `alarms` as the only topic. */
async function publish(args: Record<string, string>, resource = 'arn:aws:states:::sns:publish') {
  const published: Notification[] = [];
  const topics = new LocalTopics([TopicArn], (it) => published.push(it));
  const definition = machine({ Tell: task({ Resource: resource, Arguments: args }) });
  const run = await runMachine({ definition, fakes: snsIntegrations(async (message) => topics.publish(message)) });
  return { run, published };
}

describe('a local topic', () => {
  test('hands on what a machine publishes', async () => {
    const { run, published } = await publish({ TopicArn, Subject: 'Late', Message: 'A step is late' });
    expect(published).toEqual([{ topicArn: TopicArn, subject: 'Late', message: 'A step is late' }]);
    expect(run.output).toMatchObject({ MessageId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  test.each([
    ['another topic', { TopicArn: `${TopicArn}-other`, Message: 'x' }, 'SNS.NotFoundException'],
    ['no topic', { PhoneNumber: '+15550100', Message: 'x' }, 'SNS.InvalidParameterException'],
    ['no message', { TopicArn }, 'SNS.InvalidParameterException'],
  ])('refuses %s under the name that AWS gives it', async (_, args, error) => {
    const { run, published } = await publish(args);
    expect([run.status, run.error]).toEqual(['FAILED', error]);
    expect(published).toEqual([]);
  });
});
