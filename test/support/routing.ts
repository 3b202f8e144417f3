import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type AgentDefinition, agentDefinitionSchema } from '../../lambdas/core/agent/definition.ts';
import { parseRoutingModel } from '../../lambdas/adapters/routing-model.ts';
import type { Route } from '../../lambdas/core/routing/route.ts';
import { createRouter, type Router, type RoutingModel } from '../../lambdas/core/routing/router.ts';
import { isRead, readTrainingFiles } from '../../lambdas/router/examples.ts';

const root = join(import.meta.dirname, '..', '..');

/** The experts of the infrastructure team as they are registered. */
export function infrastructureAgents(): AgentDefinition[] {
  const folder = join(root, 'lambdas', 'agents', 'definitions', 'infrastructure');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => agentDefinitionSchema.parse(parse(readFileSync(join(folder, name), 'utf8'))));
}

/** The classifier as it is shipped. */
export function shippedModel(): RoutingModel {
  return parseRoutingModel(JSON.parse(readFileSync(join(root, 'lambdas', 'router', 'training', 'model.json'), 'utf8')));
}

export function shippedRouter(): Router {
  return createRouter({ agents: infrastructureAgents(), model: shippedModel() });
}

/** A route in one line: `storage > monitoring`, `architect`, `clarify`. */
export function shortly(route: Route): string {
  if (route.mode === 'clarify') return 'clarify';
  if (route.mode === 'escalate') return 'architect';
  return route.agents.map((id) => id.replace(/-expert$/, '')).join(' > ');
}

/** A route with everything in it; pass what a test is about. */
export function aRoute(of: Partial<Route> = {}): Route {
  return {
    mode: 'single',
    agents: ['storage-expert'],
    steps: [{ agentId: 'storage-expert', instruction: 'Grow the pool' }],
    domain: 'storage',
    intent: 'action',
    complexity: 'simple',
    indicators: [],
    confidence: 0.9,
    decidedBy: 'classifier',
    reasons: ["storage 0.90: 'pool'"],
    expects: 'The pool is larger',
    ...of,
  };
}

/** The requests that the router learns from. */
export function trainingRequests(): string[] {
  const files = readTrainingFiles(join(root, 'lambdas', 'router', 'training')).filter(isRead);
  return files.flatMap(({ sentences }) => sentences.map(({ text }) => text));
}
