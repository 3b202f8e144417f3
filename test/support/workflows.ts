import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../../cli/assembly.ts';
import { chooseRunbook } from '../../lambdas/core/agent/offline/choose.ts';
import { readRegistry } from '../../lib/registry.ts';
import { type Fake, type FakeCall, type FakeContext, type MachineRun, runMachine } from '../../local/testing/index.ts';
import type { Json } from '../../local/engine/index.ts';
import { compileWorkflow } from '../../state-machines/compiler/compile.ts';
import { renderMachine } from '../../state-machines/compiler/render.ts';
import { requireWorkflow } from '../../state-machines/compiler/validate.ts';
import { type Workflow, workflowSchema } from '../../state-machines/compiler/workflow.ts';
import { aTask } from './fixtures.ts';
import { functionArns } from './machines.ts';

type Written = Record<string, unknown>;

/** A step as its author writes it. */
export function aStep(id: string, changes: Written = {}): Written {
  return {
    id,
    title: `Do ${id}`,
    agent: 'api-agent',
    instruction: `Do what ${id} is for`,
    expects: `${id} is done`,
    compensate: `Take ${id} back`,
    ...changes,
  };
}

export function aPhase(
  mode: 'parallel' | 'sequential',
  name: string,
  steps: Written[],
  changes: Written = {},
): Written {
  return { name, mode, steps, ...changes };
}

/** A workflow file with these phases; its input is `{feature, users}`. */
export function aWorkflowFile(phases: Written[], changes: Written = {}): Written {
  return {
    name: 'sample',
    title: 'Sample',
    description: 'A workflow for tests.',
    input: {
      feature: { type: 'string', description: 'What it is called' },
      users: { type: 'number', description: 'How many' },
    },
    timeBox: 60,
    phases,
    ...changes,
  };
}

export function aWorkflow(phases: Written[], changes: Written = {}): Workflow {
  return workflowSchema.parse(aWorkflowFile(phases, changes));
}

/** What an agent function is called with by a compiled machine. */
export interface StepCall {
  readonly agent: string;
  readonly payload: {
    readonly taskId: string;
    readonly deadline: number;
    readonly task: { readonly instruction: string; readonly expects: string; readonly dependsOn: readonly string[] };
  } & Readonly<Record<string, unknown>>;
}

export interface WorkflowRun extends MachineRun {
  /** In the order in which the functions were called. */
  readonly calls: readonly (FakeCall & StepCall)[];
}

/** Does one step; throws `TaskError` to fail. Answers nothing for a task completed. */
export type Worker = (call: StepCall, context: FakeContext) => unknown;

/** What coordinate-request starts a workflow with. */
export const workflowInput = {
  tenantId: 'acme',
  requestId: 'r1',
  generation: 2,
  deadline: Date.parse('2026-01-08T00:00:00Z'),
  input: { feature: 'Notes', users: 40 },
};

/** Runs a workflow's machine, with its placeholder filled, on agents that do what the worker does. */
export async function runWorkflow(
  workflow: Workflow,
  work: Worker = () => undefined,
  input: Json = workflowInput,
): Promise<WorkflowRun> {
  const prefix = functionArns.AgentFunctionPrefix;
  const definition = renderMachine(compileWorkflow(workflow)).replaceAll('${AgentFunctionPrefix}', prefix);
  const stepOf = (args: Json): StepCall => {
    const { FunctionName, Payload: payload } = args as unknown as {
      FunctionName: string;
      Payload: StepCall['payload'];
    };
    return { agent: FunctionName.replace(prefix, ''), payload };
  };
  const invoke: Fake = async (args, context) => {
    const { taskId } = stepOf(args).payload;
    const answer = (await work(stepOf(args), context)) ?? { taskId, status: 'completed', facts: {}, ref: '' };
    return { StatusCode: 200, Payload: answer as Json };
  };
  const run = await runMachine({ definition, input, fakes: { 'arn:aws:states:::lambda:invoke': invoke } });
  return { ...run, calls: run.calls.map((call) => ({ ...call, ...stepOf(call.arguments) })) };
}

const registry = readRegistry();

/** A workflow as it is shipped, checked against the agents as they are registered. */
export function shippedWorkflow(name: string): Workflow {
  const file = `${name}.yaml`;
  return requireWorkflow(parse(readFileSync(join(root, 'state-machines/workflows', file), 'utf8')), {
    file,
    agents: registry.map(({ id }) => id),
  });
}

/** The title of the runbook that an agent prepares for an instruction. */
export function runbookFor(agentId: string, instruction: string): string {
  const agent = registry.find(({ id }) => id === agentId);
  if (agent === undefined) throw new Error(`there is no ${agentId}`);
  return chooseRunbook(agent, aTask({ agentId, instruction })).title;
}
