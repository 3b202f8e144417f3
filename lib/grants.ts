import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ModelConfig } from './config.ts';
import type { Arns } from './names.ts';

/** What functions may do, statement by statement: no action is a wildcard, and every resource is named. */

const readingActions = ['dynamodb:GetItem', 'dynamodb:Query'];
const journalActions = [...readingActions, 'dynamodb:PutItem', 'dynamodb:UpdateItem'];

const allow = (actions: string[], ...resources: string[]) => new PolicyStatement({ actions, resources });

export const useJournal = (arns: Arns) => allow(journalActions, arns.journalTable);

export const readJournal = (arns: Arns) => allow(readingActions, arns.journalTable);

/** Requests that are over leave the list of open ones. */
export const closeRequests = (arns: Arns) =>
  new PolicyStatement({
    actions: ['dynamodb:DeleteItem'],
    resources: [arns.journalTable],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['OPEN#*'] } },
  });

export const listJournal = (arns: Arns) => allow(['dynamodb:Query'], arns.listsIndex);

/**
 * Keeps the approvals' partition, where task tokens lie, from the functions that run a model's words: an agent that could
 * read a token could approve its own work.
 */
export const denyApprovals = (arns: Arns) =>
  new PolicyStatement({
    effect: Effect.DENY,
    actions: journalActions,
    resources: [arns.journalTable],
    conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['T#*#P#*'] } },
  });

export const countMetrics = (arns: Arns) => allow(['dynamodb:UpdateItem'], arns.metricsTable);

export const readMetrics = (arns: Arns) => allow(['dynamodb:Query'], arns.metricsTable);

export const putEvents = (arns: Arns) => allow(['events:PutEvents'], arns.eventBus);

export const startCoordination = (arns: Arns) => allow(['states:StartExecution'], arns.coordinateMachine);

export const describeCoordination = (arns: Arns) => allow(['states:DescribeExecution'], arns.coordinateExecutions);

export const startRollback = (arns: Arns) => allow(['states:StartExecution'], arns.rollBackMachine);

export const describeRollback = (arns: Arns) => allow(['states:DescribeExecution'], arns.rollBackExecutions);

/** Stops the executions of a request: its own, and those that run its plan or its workflow. */
export const stopRequests = (arns: Arns) =>
  allow(['states:StopExecution'], arns.coordinateExecutions, arns.runPlanExecutions, arns.workflowExecutions);

/** Lets a machine run rollbacks as nested executions and wait for their end; the rule is granted with those of plans. */
export const runRollbacks = (arns: Arns) => [
  startRollback(arns),
  allow(['states:DescribeExecution', 'states:StopExecution'], arns.rollBackExecutions),
];

/** Lets an execution go on that waits for a person's answer. */
export const releaseTask = (arns: Arns) => allow(['states:SendTaskSuccess'], arns.coordinateMachine);

/** Lets a machine run workflows by name as nested executions. */
export const runWorkflows = (arns: Arns) => [
  allow(['states:StartExecution'], `${arns.workflowMachinePrefix}*`),
  allow(['states:DescribeExecution', 'states:StopExecution'], arns.workflowExecutions),
];

/** Lets the states of a plan go on that wait until a task is ready. */
export const wakeTasks = (arns: Arns) => allow(['states:SendTaskSuccess'], arns.runPlanMachine);

/** Lets a plan's state wait: it leaves its token with the task. */
export const awaitTasks = (arns: Arns) => allow(['dynamodb:UpdateItem'], arns.journalTable);

/**
 * Lets a machine run plans as nested executions and wait for their end
 * (https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html).
 */
export const runPlans = (arns: Arns) => [
  allow(['states:StartExecution'], arns.runPlanMachine),
  allow(['states:DescribeExecution', 'states:StopExecution'], arns.runPlanExecutions),
  allow(['events:PutTargets', 'events:PutRule', 'events:DescribeRule'], arns.nestedExecutionsRule),
];

/** What an agent's function needs for its thinking: the configured models and nothing else. */
export function useModels(scope: Construct, model: ModelConfig): PolicyStatement[] {
  const stack = Stack.of(scope);
  switch (model.provider) {
    case 'offline':
      return [];
    case 'bedrock': {
      const ids = [...new Set([model.standard, model.strong])];
      return [allow(['bedrock:InvokeModel'], ...ids.flatMap((id) => bedrockResources(stack, id)))];
    }
    case 'openai-compatible': {
      if (model.apiKeySecret === undefined) return [];
      const arn = stack.formatArn({
        service: 'secretsmanager',
        resource: 'secret',
        // Secrets Manager ends every ARN with six characters of its own.
        resourceName: `${model.apiKeySecret}-??????`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
      return [allow(['secretsmanager:GetSecretValue'], arn)];
    }
    default:
      return model satisfies never;
  }
}

/** Regions that a geographic inference profile may pass a call on to are AWS's to choose, so its model is granted in all. */
export function bedrockResources(stack: Stack, id: string): string[] {
  const profile = /^(global|us|us-gov|eu|apac|jp|au|ca)\.(.+)$/.exec(id);
  const model = (region: string, modelId: string) =>
    stack.formatArn({ service: 'bedrock', region, account: '', resource: 'foundation-model', resourceName: modelId });
  if (profile === null) return [model(stack.region, id)];
  const [, geography, modelId = ''] = profile;
  const regions = geography === 'global' ? [stack.region, ''] : ['*'];
  return [
    stack.formatArn({ service: 'bedrock', resource: 'inference-profile', resourceName: id }),
    ...regions.map((region) => model(region, modelId)),
  ];
}
