import { Stack } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { AgentDefinition } from '../lambdas/core/agent/definition.ts';
import { ConfigurationError, type Config } from './config.ts';
import { BatonFunction } from './constructs/baton-function.ts';
import { ThinkingRole } from './constructs/thinking-role.ts';
import { effectsEnvironment, functionEnvironment, modelEnvironment } from './environment.ts';
import { countMetrics, useJournal, wakeTasks } from './grants.ts';
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
    const arns = new Arns(this, config.stage);
    for (const team of [...new Set(registry.map((agent) => agent.team))].sort()) {
      const role = new ThinkingRole(this, `${team}-role`, {
        description: `Baton ${config.stage}: agents of the team ${team}`,
        stage: config.stage,
        model: config.model,
        grants: [useJournal(arns), countMetrics(arns), wakeTasks(arns)],
      });
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
}

/** @throws ConfigurationError when AWS would refuse the name */
function functionName(stage: string, agentId: string): string {
  const name = names.agentFunctionPrefix(stage) + agentId;
  if (name.length <= 64) return name;
  throw new ConfigurationError(
    `the agent ${agentId} cannot be deployed: its function would be called ${name}, and AWS allows 64 characters, not ${name.length}`,
  );
}
