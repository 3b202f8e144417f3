/** Which fields a JSONata state may have, and why others are refused. https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */

const TRANSITION = ['Next', 'End'];
const RESULT = ['Output', 'Assign'];
const GUARDS = ['Retry', 'Catch'];
const TOLERANCE = ['ToleratedFailureCount', 'ToleratedFailurePercentage'];

const BY_TYPE: Readonly<Record<string, readonly string[]>> = {
  Pass: [...TRANSITION, ...RESULT],
  Task: [...TRANSITION, ...RESULT, ...GUARDS, 'Resource', 'Arguments', 'TimeoutSeconds', 'HeartbeatSeconds'],
  Choice: [...RESULT, 'Choices', 'Default'],
  Wait: [...TRANSITION, ...RESULT, 'Seconds', 'Timestamp'],
  Parallel: [...TRANSITION, ...RESULT, ...GUARDS, 'Arguments', 'Branches'],
  Map: [...TRANSITION, ...RESULT, ...GUARDS, 'Items', 'ItemSelector', 'ItemProcessor', 'MaxConcurrency', ...TOLERANCE],
  Succeed: ['Output'],
  Fail: ['Error', 'Cause'],
};

const JSON_PATH_ONLY: Readonly<Record<string, string>> = {
  InputPath: 'Arguments',
  OutputPath: 'Output',
  ResultPath: 'Output',
  ResultSelector: 'Output',
  Parameters: 'Arguments',
  Result: 'Output',
  ItemsPath: 'Items',
  SecondsPath: 'Seconds',
  TimestampPath: 'Timestamp',
  TimeoutSecondsPath: 'TimeoutSeconds',
  HeartbeatSecondsPath: 'HeartbeatSeconds',
  MaxConcurrencyPath: 'MaxConcurrency',
  ToleratedFailureCountPath: 'ToleratedFailureCount',
  ToleratedFailurePercentagePath: 'ToleratedFailurePercentage',
  ErrorPath: 'Error',
  CausePath: 'Cause',
  Variable: 'Condition',
};

const ANYWHERE = ['Type', 'Comment', 'QueryLanguage'];

export const STATE_TYPES: readonly string[] = Object.keys(BY_TYPE);
export const RETRIER_FIELDS = [
  'ErrorEquals',
  'IntervalSeconds',
  'MaxAttempts',
  'BackoffRate',
  'MaxDelaySeconds',
  'JitterStrategy',
  'Comment',
];
export const CATCHER_FIELDS = ['ErrorEquals', 'Next', 'Output', 'Assign', 'Comment'];
export const RULE_FIELDS = ['Condition', 'Next', 'Output', 'Assign', 'Comment'];
export const MACHINE_FIELDS = ['Comment', 'StartAt', 'States', 'QueryLanguage', 'Version', 'TimeoutSeconds'];
export const BRANCH_FIELDS = ['Comment', 'StartAt', 'States', 'ProcessorConfig'];

/** @returns a sentence for each field that the list does not name */
export function strayFields(value: object, allowed: readonly string[]): string[] {
  return Object.keys(value)
    .filter((it) => !allowed.includes(it))
    .map((it) => {
      const instead = Object.hasOwn(JSON_PATH_ONLY, it) ? JSON_PATH_ONLY[it] : undefined;
      return instead ? `${it} belongs to JSONPath: use ${instead}` : `the field ${it} is not supported`;
    });
}

export function strayStateFields(type: string, state: object): string[] {
  return strayFields(state, [...ANYWHERE, ...(BY_TYPE[type] ?? [])]);
}
