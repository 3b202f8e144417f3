import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { agentDefinitionSchema, teams } from '../../../lambdas/core/agent/definition.ts';
import { chooseRunbook } from '../../../lambdas/core/agent/offline/choose.ts';
import { detailKinds } from '../../../lambdas/core/agent/offline/details.ts';
import { prepareRunbook } from '../../../lambdas/core/agent/offline/runbook.ts';
import { checkDefinition } from '../../../lambdas/core/agent/check-definition.ts';
import { createRouter } from '../../../lambdas/core/routing/router.ts';
import { aCall } from '../../support/provider-calls.ts';
import { infrastructureAgents, shippedModel } from '../../support/routing.ts';

const guide = readFileSync(join(import.meta.dirname, '../../../docs/agents.md'), 'utf8');
const [example, training] = [...guide.matchAll(/^```yaml\n(.*?)^```/gms)].map((block): unknown =>
  parse(block[1] ?? ''),
);

/** The first cell of each row of the table below a heading. */
const tableUnder = (heading: string): string[] => {
  const section = guide.split(`${heading}\n`)[1]?.split(/\n#/)[0] ?? '';
  return [...section.matchAll(/^\| `(?:· )?([^`]+)` /gm)].map((row) => row[1] ?? '');
};

describe('docs/agents.md', () => {
  const checked = checkDefinition(example, 'printer-expert');
  if ('faults' in checked) throw new Error(JSON.stringify(checked.faults));
  const { agent } = checked;

  it('names every detail that a request is searched for, and no other', () => {
    expect(tableUnder('### Details that a request is searched for')).toEqual(Object.keys(detailKinds));
  });

  it('names every field of a definition', () => {
    const fields = Object.entries(agentDefinitionSchema.shape).flatMap(([name]) =>
      name === 'routing' ? ['routing', 'domain', 'keywords', 'routine'] : [name],
    );
    expect(tableUnder('## Fields').toSorted()).toEqual(fields.toSorted());
  });

  it('names every team', () => {
    for (const team of teams) expect(guide).toContain(`\`${team}\``);
  });

  it('shows an agent that requests are routed to', () => {
    const route = createRouter({ agents: [...infrastructureAgents(), agent], model: shippedModel() });
    expect(route({ text: 'The printer has a paper jam', round: 0, answers: [] }).agents).toEqual([agent.id]);
  });

  it('shows runbooks that are chosen and filled', () => {
    const { task, context } = aCall({ agent, instruction: 'Add the printer named lp-2 at 10.0.4.7' });
    expect(chooseRunbook(agent, task).title).toBe('Add a printer');
    const content = prepareRunbook(agent, task, context).deliverables[0]?.content ?? '';
    expect(content).toContain('lpadmin -p lp-2 -E -v ipp://10.0.4.7/ipp/print -m everywhere`');
  });

  it('shows training data of its agent', () => {
    expect(training).toMatchObject({ label: agent.id, examples: expect.any(String), terms: expect.any(String) });
  });
});
