import { Stack } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ModelConfig } from '../config.ts';
import { bedrockResources, denyApprovals, useModels } from '../grants.ts';
import { Arns } from '../names.ts';
import { acknowledge, wildcardFinding } from './acknowledge.ts';
import { FunctionRole, type FunctionRoleProps } from './function-role.ts';

export interface ThinkingRoleProps extends FunctionRoleProps {
  readonly stage: string;
  readonly model: ModelConfig;
}

/** The role of functions that ask a model: they may use the configured ones, and are kept from the approvals. */
export class ThinkingRole extends FunctionRole {
  constructor(scope: Construct, id: string, { stage, model, grants, ...props }: ThinkingRoleProps) {
    const thinking: PolicyStatement[] = [denyApprovals(new Arns(scope, stage)), ...useModels(scope, model)];
    super(scope, id, { ...props, grants: [...grants, ...thinking] });
    if (model.provider !== 'bedrock') return;
    const stack = Stack.of(this);
    const anyRegion = [model.standard, model.strong]
      .flatMap((id) => bedrockResources(stack, id))
      .filter((arn) => arn.includes('*'));
    for (const arn of anyRegion) {
      acknowledge(this, {
        [wildcardFinding(this, arn)]:
          'AWS chooses the region within the geography of the inference profile; the model is named',
      });
    }
  }
}
