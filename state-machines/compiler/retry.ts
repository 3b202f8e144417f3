import type { Json } from './asl.ts';

/**
 * When an agent's function is called again. By name, and only what may pass by itself: `States.Timeout` is not among them,
 * because a step is given all the time that is left.
 */
export const retriers: readonly Json[] = [
  {
    // New accounts may run ten functions at once: waiting for room, half an hour on average, is no failure.
    ErrorEquals: ['Lambda.TooManyRequestsException'],
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxDelaySeconds: 60,
    MaxAttempts: 60,
    JitterStrategy: 'FULL',
  },
  {
    ErrorEquals: [
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.ClientExecutionTimeoutException',
      'Lambda.Unknown',
      // What a function's answer names when its process has ended, whatever ended it.
      'Runtime.ExitError',
      'Sandbox.Timedout',
      'ModelThrottled',
      'ModelUnavailable',
      'ModelTimeout',
      'StoreUnavailable',
    ],
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxDelaySeconds: 60,
    MaxAttempts: 4,
    JitterStrategy: 'FULL',
  },
];
