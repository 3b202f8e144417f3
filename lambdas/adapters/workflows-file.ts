import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseWorkflows, type Workflows } from '../core/planning/workflow.ts';

/** The file that the build writes beside the handlers of API, router and adviser: what there is to know of each workflow. */
export const workflowsFile = 'workflows.json';

/**
 * Reads the workflows that were compiled when this bundle was built.
 *
 * @param directory where `workflows.json` lies: `import.meta.dirname` of the handler
 * @throws Error when the file is missing or holds something else
 */
export function readWorkflowsFile(directory: string): Workflows {
  return parseWorkflows(JSON.parse(readFileSync(join(directory, workflowsFile), 'utf8')));
}
