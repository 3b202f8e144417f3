import { Logger } from '@aws-lambda-powertools/logger';

/**
 * The log of a function: one JSON object a line, with the ids of what it works on. What people wrote, tokens and keys never
 * go in.
 */
export function createLogger(functionName: string): Logger {
  return new Logger({ serviceName: `baton-${functionName}` });
}
