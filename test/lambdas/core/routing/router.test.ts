import { infrastructureAgents, shippedModel, shippedRouter, shortly } from '../../../support/routing.ts';
import { createRouter } from '../../../../lambdas/core/routing/router.ts';
import { definitionsFolder, readDefinitions } from '../../../../lambdas/router/definitions.ts';

const route = shippedRouter();
/** With all teams, and the workflows. */
const everyone = createRouter({ ...readDefinitions(definitionsFolder), model: shippedModel() });
const ask = (text: string, round = 0, answers: string[] = []) => route({ text, round, answers });
const decided = (text: string): string => shortly(ask(text));

describe('the router chooses by what is to be changed', () => {
  it.each([
    ['enlarge the disk of the Prometheus guest', 'storage'],
    ['the Loki volume has run full', 'storage'],
    ['make an alert that tells when a pool is nearly full', 'monitoring'],
    ['a dashboard with the dropped packets of the firewall', 'monitoring'],
    ['the Kibana pod wants 6 GB of memory', 'compute'],
    ['let Priya sign in to Kibana', 'security'],
    ['rotate the tokens of the alert gateway', 'security'],
    ['reject telnet that comes out of the lab subnet', 'network'],
    ['Kibana cannot be reached from the branch office', 'network'],
    ['an Ansible role that sets up backup agents', 'integration'],
    ['correct the owner of srv-9 in NetBox', 'integration'],
    ['is the faster switch worth its money?', 'architect'],
  ])('%s → %s', (text, expected) => {
    expect(decided(text)).toBe(expected);
  });
});

describe('the router answers questions with who knows', () => {
  it.each([
    ['How full is the swap of pve4 right now?', 'monitoring'],
    ['Which guest eats the most CPU?', 'monitoring'],
    ['Which VLAN do the phones use?', 'network'],
    ['How do I get one mail back from the backup?', 'storage'],
    ['Who may sudo on the build hosts?', 'security'],
  ])('%s → %s', (text, expected) => {
    const decision = ask(text);
    expect(shortly(decision)).toBe(expected);
    expect(decision.intent).toBe('question');
    expect(decision.mode).toBe('single');
  });

  it('takes "can you …?" for a request', () => {
    expect(ask('Can you clone the Alpine template?').intent).toBe('action');
  });
});

describe('the router cuts a request of several fields into ordered parts', () => {
  it.each([
    ['Launch a guest for the forum and afterwards publish 443 on the firewall', 'compute > network'],
    ['Launch a guest for the forum with snapshots and alerting', 'compute > storage > monitoring'],
    ['Grow the archive pool, then warn us at 85 percent', 'storage > monitoring'],
    ['Upgrade the forum guest after taking a snapshot', 'storage > compute'],
    ['Encrypted weekly backups of the file server', 'storage'],
    ['Dashboards for disks, certificates and the VPN', 'monitoring'],
    ['Create a VM with monitoring', 'compute > monitoring'],
    ['Create a container with backups', 'compute > storage'],
    ['A guest for the forum: 2 cores, 4 GB of memory, 40 GB disk', 'compute'],
    ['Create a VM with 4 cores, 16GB RAM and 200 GB disk for the forum', 'compute'],
    ['Give Omar access to Jenkins, NetBox and the dashboards', 'security'],
  ])('%s → %s', (text, expected) => {
    expect(decided(text)).toBe(expected);
  });

  it('gives each expert its own words of the request', () => {
    const { steps } = ask('Grow the archive pool, then warn us at 85 percent');
    expect(steps).toEqual([
      { agentId: 'storage-expert', instruction: 'Grow the archive pool' },
      { agentId: 'monitoring-expert', instruction: 'warn us at 85 percent' },
    ]);
  });

  it('makes first what is to be watched, and adds the account that watching a database needs', () => {
    const decision = ask('Set monitoring up for a new MariaDB guest');
    expect(decision.agents).toEqual(['compute-expert', 'monitoring-expert', 'security-expert']);
    expect(decision.reasons.join('\n')).toContain('created first');
  });

  it.each([
    ['Stand up monitoring for the database VM we are about to create', 'compute > monitoring > security'],
    ['Set up alerts for the Postgres server that will be deployed next week', 'compute > monitoring > security'],
    ['Put the database server we have under monitoring', 'monitoring'],
  ])('takes a thing for new that is said to be coming: %s → %s', (text, expected) => {
    expect(decided(text)).toBe(expected);
  });

  it('has somebody told when backups that run unattended stop', () => {
    expect(decided('Automate the backups of the wiki container')).toBe('storage > monitoring');
    expect(decided('Back up the wiki container every Sunday')).toBe('storage');
  });
});

describe('the router never escalates routine work, whatever names are in it', () => {
  it.each([
    ['Create a VM named roadmap-01 with 2 cores', 'compute'],
    ['Create a VM called strategy', 'compute'],
    ['Restart the container cost-api', 'compute'],
    ['Add a firewall rule for the multi-site VPN', 'network'],
  ])('%s → %s', (text, expected) => {
    expect(decided(text)).toBe(expected);
  });
});

describe('the router answers questions about what a workflow does, and starts none', () => {
  it.each(['How is the spring campaign going?', 'Is the bug fixed?', 'Who launched the spring campaign?'])(
    '%s',
    (text) => {
      expect(everyone({ text, round: 0, answers: [] }).mode).not.toBe('workflow');
    },
  );

  it('but runs it when it is asked to', () => {
    expect(everyone({ text: 'Can you launch the spring campaign?', round: 0, answers: [] })).toMatchObject({
      mode: 'workflow',
      workflow: 'marketing-campaign',
    });
  });
});

describe('the router escalates', () => {
  it.each([
    ['What do our idle instances cost us?', 'financial'],
    ['Should we leave Slack for a chat server of our own?', 'technology choice'],
    ['Migrate the company from Exchange to Google Workspace', 'technology choice'],
    ['Write the infrastructure roadmap for the coming year', 'roadmap'],
    ['A strategy for growing into three regions', 'strategy'],
    ['Re-architect how identity, network and storage fit together', 'architecture'],
    ['Review of Monday’s outage so that it never happens again', 'after an incident'],
    ['Replace the core routers of all sites at once', 'high risk'],
    ['Work out a novel way to share GPUs', 'novel'],
    ['Segment networks, rotate secrets and alert on everything, company-wide', 'interdependent domains'],
  ])('%s, naming why: %s', (text, why) => {
    const decision = ask(text);
    expect(decision.mode).toBe('escalate');
    expect(decision.indicators.join('; ')).toContain(why);
  });

  it.each([
    ['Start the container of the cost tracker', 'compute'],
    ['Permit 8443 on the firewall for the pricing service', 'network'],
    ['Back up the budget spreadsheets of the finance share nightly', 'storage'],
    ['Rotate the password of the billing database', 'security'],
    ['Lower the threshold of the egress alert', 'monitoring'],
    ['Update the CMDB record of the licence server', 'integration'],
  ])('but never for routine work: %s', (text, expected) => {
    expect(decided(text)).toBe(expected);
  });
});

describe('the domains of an escalated request', () => {
  it.each([
    ['Segment networks, rotate secrets and alert on everything, company-wide', ['monitoring', 'network', 'security']],
    ['Redesign the whole network with new VLANs, firewall rules and monitoring', ['monitoring', 'network']],
  ])('are those that have a part in it: %s', (text, expected) => {
    expect(ask(text).domains?.toSorted()).toEqual(expected);
  });

  it.each([
    'What do our idle instances cost us?',
    'Should we leave Slack for a chat server of our own?',
    'Compare Ceph with ZFS for our storage',
    'Draw up a three-year roadmap for the platform',
  ])('are none where a decision is wanted: %s', (text) => {
    expect(ask(text)).toMatchObject({ mode: 'escalate', domains: [] });
  });

  it('are not said of any other route', () => {
    expect(ask('Create a jail for nginx')).not.toHaveProperty('domains');
  });
});

describe('the router explains itself', () => {
  it('names the words that spoke for the expert', () => {
    const decision = ask('Take a snapshot of the tank dataset');
    expect(decision.reasons.join('\n')).toMatch(/storage 0\.\d\d|storage 1\.00/);
    expect(decision.reasons.join('\n')).toContain("'snapshot'");
    expect(decision.expects).toContain('snapshot of the tank dataset');
  });

  it('tells simple from moderate from complex work', () => {
    expect(ask('Restart the wiki container').complexity).toBe('simple');
    expect(ask('Set up backups with alerts for the wiki').complexity).toBe('moderate');
    expect(ask('Design a zero trust architecture with a roadmap and a budget').complexity).toBe('very-complex');
  });
});

it('routes to an agent that only its definition tells about', () => {
  const agents = infrastructureAgents();
  const [pattern] = agents;
  if (pattern === undefined) throw new Error('no agent is registered');
  const printer = {
    ...pattern,
    id: 'printer-expert',
    capabilities: ['printers'],
    routing: { domain: 'printing', keywords: ['printer', 'toner', 'paper jam', 'print queue'], routine: [] },
  };
  const extended = createRouter({ agents: [...agents, printer], model: shippedModel() });
  expect(extended({ text: 'The printer has a paper jam and no toner', round: 0, answers: [] }).agents).toEqual([
    'printer-expert',
  ]);
});
