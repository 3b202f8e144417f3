import fc from 'fast-check';
import { chooseRunbook } from '../../../../../lambdas/core/agent/offline/choose.ts';
import { offlineProvider } from '../../../../../lambdas/core/agent/offline/provider.ts';
import { resultBodySchema } from '../../../../../lambdas/core/task/result.ts';
import { readRegistry } from '../../../../../lib/registry.ts';
import { aCall, anAgent, type CallChanges, priorWork } from '../../../../support/provider-calls.ts';

const experts = readRegistry().filter(({ routing }) => routing.domain !== undefined);
const expert = (id: string) => experts.find((agent) => agent.id === id) ?? anAgent();

async function prepared(id: string, instruction: string, changes: CallChanges = {}) {
  const { body, usage } = await offlineProvider.run(aCall({ agent: expert(id), instruction, ...changes }));
  return { body, usage, content: body.deliverables[0]?.content ?? '' };
}

describe('the runbook that is chosen', () => {
  it.each([
    ['compute-expert', 'Spin up a small LXC container with Fedora 42', 'Create an LXC container'],
    ['compute-expert', 'New virtual machine for the print server, please', 'Create a virtual machine'],
    ['compute-expert', 'Give vm 204 more memory', 'Change the size of a guest'],
    ['compute-expert', 'Get rid of the unused VM lab-3', 'Remove a guest'],
    ['compute-expert', 'Refresh the Ubuntu template', 'Build or refresh a template'],
    ['network-expert', 'Refuse SMB traffic coming in from the cameras', 'Add or change a firewall rule'],
    ['network-expert', 'Put the printers into a VLAN of their own', 'Create a VLAN or assign a port to one'],
    ['storage-expert', 'Save the wiki with restic each night', 'Set up a backup'],
    ['storage-expert', 'Bring back the folder I deleted yesterday', 'Restore from a backup'],
    ['security-expert', 'Our registry token leaked, put a new one in place', 'Rotate a credential'],
    ['security-expert', 'Turn on TOTP for the administrators', 'Set up a second factor'],
    ['monitoring-expert', 'Page us when the queue is above 5000', 'Configure an alert'],
    ['monitoring-expert', 'The disk warning is too sensitive, raise the threshold', 'Adjust a threshold'],
    ['integration-expert', 'Enter the new rack in NetBox', 'Add, update or retire a record in the CMDB'],
    ['integration-expert', 'Add a lint job to the GitLab CI pipeline', 'Configure a pipeline'],
    ['infrastructure-architect', 'Work out how we survive the loss of a whole site', 'Disaster recovery strategy'],
    ['infrastructure-architect', 'Compare the yearly bill of both hosting offers', 'Cost comparison and business case'],
  ])('by %s for “%s” is “%s”', (id, instruction, title) => {
    expect(chooseRunbook(expert(id), aCall({ instruction }).task).title).toBe(title);
  });

  it('says for a question how to find the answer, where no runbook is about it', async () => {
    const instruction = 'How much RAM does node pve-2 use at the moment?';
    const { body, content } = await prepared('monitoring-expert', instruction, { task: { intent: 'question' } });
    expect(body.deliverables[0]?.kind).toBe('answer');
    expect(body.outcome).toContain('Nothing has been looked up yet.');
    expect(content).toContain('node_memory_MemAvailable_bytes');
    expect(content).toContain('## How to find out');
  });

  it('is one for any field when the agent has none', async () => {
    const { content } = await prepared('nobody', 'Refuse telnet on the lab switch');
    expect(content).toContain('# Prepare and carry out a change');
  });
});

describe('a prepared runbook', () => {
  const request = 'Spin up an Alpine 3.20 LXC named cache-01 with 2 vCPUs and 512 MB of memory';

  it('says that it is prepared and that nothing was done', async () => {
    const { body, usage } = await prepared('compute-expert', request);
    expect(body).toMatchObject({ status: 'completed', quality: null, facts: { prepared: true, changed: false } });
    expect(body.outcome).toContain('Nothing has been changed yet.');
    expect(usage).toEqual({ inputTokens: 0, outputTokens: 0, costUsd: 0 });
  });

  it('quotes the request, lists what was understood, and fills the commands', async () => {
    const { content } = await prepared('compute-expert', request);
    expect(content).toContain(`> ${request}`);
    expect(content).toContain('- Operating system: Alpine 3.20');
    expect(content).toContain('--hostname cache-01');
    expect(content).toContain('--memory 512');
    for (const heading of ['Needed from a person', 'Steps', 'How to see that it worked', 'How to undo it']) {
      expect(content).toContain(`## ${heading}`);
    }
  });

  it('shows what the request does not say, and asks for it', async () => {
    const { body, content } = await prepared('compute-expert', 'Restart the container of the wiki');
    expect(content).toContain('qm status <vmid: not said>');
    expect(body.nextSteps).toContain('Supply: The id of the guest');
  });

  it('proposes what can be proposed, and says that it may be another', async () => {
    const { body, content } = await prepared('compute-expert', request);
    expect(content).toContain('--rootfs local-zfs:8');
    expect(content).not.toContain('not said');
    expect(body.nextSteps).toContain('Supply: Size of the root file system (8 GB is proposed)');
    expect(body.nextSteps.join()).not.toContain('memory');
  });

  it('leaves out the parts of a command that the request has no value for', async () => {
    const { content } = await prepared('compute-expert', 'Give vm 204 8 GB of memory instead of 4');
    expect(content).toContain('`qm set 204 --memory 8192`');
  });

  it('leaves braces alone that belong to a command', async () => {
    const { content } = await prepared('monitoring-expert', 'Add a health check for shop.example.org');
    expect(content).toContain("'%{http_code} %{time_total}\\n' https://shop.example.org");
  });

  it('names the work it builds on, and what a review found wrong', async () => {
    const { content } = await prepared('monitoring-expert', 'Alert when the backup is late', {
      context: { priorWork: [priorWork()], rework: 'Say who is told.' },
    });
    expect(content).toContain('## Builds on');
    expect(content).toContain('network-expert: Prepared a rule that refuses telnet.');
    expect(content).toContain('> Say who is told.');
  });

  it('is not begun when the time box is over', async () => {
    const late = offlineProvider.run(aCall({ signal: AbortSignal.abort() }));
    await expect(late).rejects.toMatchObject({ name: 'ModelTimeout' });
  });

  it('is a valid result for any text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...experts),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 20_000 }),
        fc.constantFrom('action', 'question'),
        fc.option(fc.string({ maxLength: 5_000 }), { nil: undefined }),
        async (agent, instruction, intent, rework) => {
          const context = rework === undefined ? {} : { rework };
          const call = aCall({ agent, instruction, task: { intent }, context });
          const { body } = await offlineProvider.run(call);
          expect(resultBodySchema.safeParse(body).error).toBeUndefined();
          expect(body.quality).toBeNull();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is valid even when the request is all line ends', async () => {
    const { body } = await prepared('storage-expert', '\n'.repeat(20_000));
    expect(resultBodySchema.safeParse(body).success).toBe(true);
  });
});
