import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { type WorkflowSummary, workflowSummarySchema } from '../lambdas/core/planning/workflow.ts';
import { requireWorkflow } from '../state-machines/compiler/validate.ts';

/**
 * What there is to know of each workflow, read from its YAML at build time.
 *
 * @param folder of `<name>.yaml`
 * @param agents whom steps may name
 * @throws CallInvalid naming every fault by file
 */
export function readWorkflows(folder: string, agents: readonly string[]): WorkflowSummary[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => {
      const document: unknown = parse(readFileSync(join(folder, file), 'utf8'));
      return workflowSummarySchema.parse(requireWorkflow(document, { file: basename(file), agents }));
    });
}
