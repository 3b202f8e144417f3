/** The integrations of Step Functions over narrow ports: spread the ones a runtime has into `EngineOptions.integrations`. */
export { lambdaIntegrations, type InvokeLambda, type LambdaAnswer } from './lambda.ts';
export {
  dynamoDbIntegrations,
  eventsIntegrations,
  snsIntegrations,
  type PutEvents,
  type Publish,
  type RunDynamoDb,
} from './services.ts';
