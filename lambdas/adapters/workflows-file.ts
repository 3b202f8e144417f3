import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { Workflows, workflowSummarySchema } from '../core/planning/workflow.ts';

/** The file that the build writes beside the API's handler: what there is to know of each workflow. */
export const workflowsFile = 'workflows.json';

/**
 * Reads the workflows that were compiled when this bundle was built.
 *
 * @param directory where `workflows.json` lies: `import.meta.dirname` of the handler
 * @throws Error when the file is missing or holds something else
 */
export function readWorkflowsFile(directory: string): Workflows {
  const document: unknown = JSON.parse(readFileSync(join(directory, workflowsFile), 'utf8'));
  return new Workflows(z.array(workflowSummarySchema).parse(document));
}
