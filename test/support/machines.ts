import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../cli/assembly.ts';

/** What `lib` fills in at synthesis. */
export const functionArns = {
  RouterFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:baton-test-router',
  AdviserFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:baton-test-adviser',
  CoordinatorFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:baton-test-coordinator',
  AgentFunctionPrefix: 'arn:aws:lambda:us-east-1:123456789012:function:baton-test-agent-',
  WorkflowMachinePrefix: 'arn:aws:states:us-east-1:123456789012:stateMachine:baton-test-workflow-',
  JournalTable: 'baton-test-journal',
  RollBackMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:roll-back',
  RunPlanMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:run-plan',
};

/** A machine of the repository, with its placeholders filled. */
export function readMachine(file: string): string {
  const text = readFileSync(join(root, 'state-machines', file), 'utf8');
  return Object.entries(functionArns).reduce((filled, [name, arn]) => filled.replaceAll(`\${${name}}`, arn), text);
}
