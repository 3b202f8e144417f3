import { Stack } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { AgentDefinition, Team } from '../lambdas/core/agent/definition.ts';
import { ConfigurationError, type Config } from './config.ts';
import { acknowledge, wildcardFinding } from './constructs/acknowledge.ts';
import { BatonFunction } from './constructs/baton-function.ts';
import { FunctionRole } from './constructs/function-role.ts';
import { effectsEnvironment, functionEnvironment, modelEnvironment } from './environment.ts';
import { bedrockResources, countMetrics, denyApprovals, useJournal, useModels, wakeTasks } from './grants.ts';
import { Arns, names } from './names.ts';

export interface AgentsStackProps {
  readonly config: Config;
  readonly registry: readonly AgentDefinition[];
  /** What all agents run; which agent a function is, its environment says. */
  readonly code: Code;
}

/** One function per registered agent, with its own name, logs and time-out in the console; one role per team. */
export class AgentsStack extends Stack {
  constructor(scope: Construct, props: AgentsStackProps) {
    const { config, registry, code } = props;
    super(scope, names.stack(config.stage, 'agents'), { description: 'Baton: the agents' });
    for (const team of [...new Set(registry.map((agent) => agent.team))].sort()) {
      const role = this.teamRole(team, config);
      for (const agent of registry.filter((one) => one.team === team)) {
        new BatonFunction(this, agent.id, {
          functionName: functionName(config.stage, agent.id),
          description: agent.title,
          code,
          role,
          environment: {
            ...functionEnvironment(config.stage),
            AGENT_ID: agent.id,
            ...modelEnvironment(config.model),
            ...effectsEnvironment(config.effectsUrl),
          },
          timeoutSeconds: agent.limits.timeoutSeconds,
          memoryMb: agent.limits.memoryMb,
          logRetentionDays: config.logRetentionDays,
        });
      }
    }
  }

  private teamRole(team: Team, { stage, model }: Config): FunctionRole {
    const arns = new Arns(this, stage);
    const role = new FunctionRole(this, `${team}-role`, {
      description: `Baton ${stage}: agents of the team ${team}`,
      grants: [useJournal(arns), denyApprovals(arns), countMetrics(arns), wakeTasks(arns), ...useModels(this, model)],
    });
    if (model.provider === 'bedrock') {
      const anyRegion = [model.standard, model.strong]
        .flatMap((id) => bedrockResources(this, id))
        .filter((arn) => arn.includes('*'));
      for (const arn of anyRegion) {
        acknowledge(role, {
          [wildcardFinding(this, arn)]:
            'AWS chooses the region within the geography of the inference profile; the model is named',
        });
      }
    }
    return role;
  }
}

/** @throws ConfigurationError when AWS would refuse the name */
function functionName(stage: string, agentId: string): string {
  const name = names.agentFunctionPrefix(stage) + agentId;
  if (name.length <= 64) return name;
  throw new ConfigurationError(
    `the agent ${agentId} cannot be deployed: its function would be called ${name}, and AWS allows 64 characters, not ${name.length}`,
  );
}
