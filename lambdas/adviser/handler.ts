import { parseCall } from '../adapters/call.ts';
import { readEnvironment } from '../adapters/environment.ts';
import { createJournal } from '../adapters/journal.ts';
import { createLogger } from '../adapters/logger.ts';
import { adviserFor } from '../adapters/models/adviser.ts';
import { readRegistryFile } from '../adapters/registry-file.ts';
import { readWorkflowsFile } from '../adapters/workflows-file.ts';
import { executionInputSchema } from '../core/request/request.ts';
import { addresseesOf, type Consultation } from '../core/routing/advice.ts';
import { consult, readSaid } from '../core/routing/consult.ts';

const environment = readEnvironment();
const clock = () => Date.now();
const logger = createLogger('adviser');
const journal = createJournal(environment, clock);
const addressees = addresseesOf({
  registry: readRegistryFile(import.meta.dirname),
  workflows: readWorkflowsFile(import.meta.dirname),
});
const ports = { clock, ...adviserFor(environment.model) };

/** Asks a model who is to take a request that rules and classifier are unsure of; it decides nothing. */
export async function handler(event: unknown): Promise<Consultation> {
  const call = parseCall(executionInputSchema, event);
  const { requestId, generation } = call;
  const input = await readSaid(journal, call);
  const consultation = await consult(
    ports,
    { input, ...addressees },
    `${requestId}.${generation}.route.${input.round}`,
  );
  const { durationMs, usage } = consultation;
  const what = 'advice' in consultation ? { mode: consultation.advice.mode } : { failure: consultation.failure.name };
  logger.info('asked', { requestId, ...what, durationMs, usage });
  return consultation;
}
