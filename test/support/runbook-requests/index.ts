import { computeExpert } from './compute-expert.ts';
import { infrastructureArchitect } from './infrastructure-architect.ts';
import { integrationExpert } from './integration-expert.ts';
import { monitoringExpert } from './monitoring-expert.ts';
import { networkExpert } from './network-expert.ts';
import { securityExpert } from './security-expert.ts';
import { storageExpert } from './storage-expert.ts';
import type { ExpectedRunbooks } from './expected.ts';

/** By the id of the agent. */
export const expectedRunbooks: Readonly<Record<string, ExpectedRunbooks>> = {
  'compute-expert': computeExpert,
  'network-expert': networkExpert,
  'storage-expert': storageExpert,
  'security-expert': securityExpert,
  'monitoring-expert': monitoringExpert,
  'integration-expert': integrationExpert,
  'infrastructure-architect': infrastructureArchitect,
};
