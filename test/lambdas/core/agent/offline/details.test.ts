import fc from 'fast-check';
import { detailKinds, type Details, readDetails } from '../../../../../lambdas/core/agent/offline/details.ts';

describe('readDetails', () => {
  it.each<[string, Details]>([
    [
      'Spin up an Alpine 3.20 LXC named cache-01 with 2 vCPUs, 512 MB of memory and an 8GB disk',
      {
        os: 'Alpine 3.20',
        cores: '2',
        memory: '512 MB',
        'memory-mib': '512',
        disk: '8 GB',
        'disk-gb': '8',
        name: 'cache-01',
      },
    ],
    [
      'Give the build server 16GB RAM and six cores',
      { memory: '16 GB', 'memory-mib': '16384', cores: '6', target: 'build server' },
    ],
    ['a Rocky Linux 9.4 box with memory of 1.5 GB', { os: 'Rocky Linux 9.4', 'memory-mib': '1536' }],
    ['We need Ubuntu 24.04 LTS', { os: 'Ubuntu 24.04 LTS' }],
    ['Set a quota of 2 TB on the media dataset', { disk: '2 TB', 'disk-gb': '2048', target: 'media dataset' }],
    ['Shut down guest 4711', { vmid: '4711' }],
  ])('reads sizes from “%s”', (text, expected) => {
    expect(readDetails(text)).toMatchObject(expected);
  });

  it.each<[string, Details]>([
    ['Put port 7 into VLAN 120', { vlan: '120' }],
    ['Route 10.20.0.0/16 over 10.1.0.254', { cidr: '10.20.0.0/16', address: '10.1.0.254' }],
    ['Announce 2001:db8:40::/48', { cidr: '2001:db8:40::/48' }],
    [
      'Deny telnet and RDP from the guest wifi to the management network',
      { port: '23,3389', protocol: 'tcp', source: 'guest wifi', destination: 'management network' },
    ],
    [
      'Allow 5432/tcp from app-02 to 10.0.4.12',
      { port: '5432', protocol: 'tcp', source: 'app-02', destination: '10.0.4.12' },
    ],
    ['Open UDP 51820 on the edge', { port: '51820', protocol: 'udp' }],
    ['Expose ports 8080-8090', { port: '8080-8090' }],
    ['Open https from the lab to the build server 10.0.30.14', { verdict: 'accept', target: 'build server' }],
    ['Block RDP from the internet to the terminal server', { verdict: 'drop' }],
  ])('reads flows and addresses from “%s”', (text, expected) => {
    expect(readDetails(text)).toMatchObject(expected);
  });

  it.each<[string, Details]>([
    ['Copy the wiki every night at 2:30 AM UTC', { schedule: 'every night at 2:30 AM UTC', calendar: '02:30 UTC' }],
    ['Scrub the pool every Sunday at 4 pm', { calendar: 'sun 16:00' }],
    ['Check it every 15 minutes', { calendar: '*:0/15' }],
    ['Send the report weekly', { schedule: 'weekly', calendar: 'weekly' }],
    ['Run it on 0 3 * * 1 from now on', { schedule: 'cron 0 3 * * 1' }],
    ['Keep copies for 45 days', { retention: '45 days' }],
    ['with a 12-month retention', { retention: '12 month' }],
    ['Keep the last 14 of them', { retention: '14' }],
    ['Warn when usage is above 85% for 10 minutes', { threshold: '85 %', duration: '10 minutes' }],
  ])('reads times and limits from “%s”', (text, expected) => {
    expect(readDetails(text)).toMatchObject(expected);
  });

  it.each<[string, Details]>([
    ['Install Uptime Kuma beside Grafana', { product: 'Uptime Kuma, Grafana', 'proposed-name': 'uptime-kuma' }],
    ['Unlock HashiCorp Vault', { product: 'HashiCorp Vault' }],
    ['Tell ops@example.org about wiki.example.org', { email: 'ops@example.org', domain: 'wiki.example.org' }],
    ['Give user mlovelace access', { user: 'mlovelace' }],
    ['Give Lena read access to the CI server', { user: 'Lena', target: 'CI server' }],
    ['A small Alpine container for the wiki', { target: 'wiki', 'proposed-name': 'wiki' }],
    ['Snapshot tank/projects every night', { dataset: 'tank/projects', 'proposed-name': 'tank-projects' }],
    ['Move it from staging to the production cluster', { environment: 'staging' }],
    ['Replicate between site-north and site-south', { site: 'site-north, site-south' }],
    ['Is mail for 120 users at $9 per user fair?', { count: '120 users', budget: '$9 per user' }],
  ])('reads names and numbers from “%s”', (text, expected) => {
    expect(readDetails(text)).toMatchObject(expected);
  });

  it.each<[string, keyof Details]>([
    ['Put it into VLAN 5000', 'vlan'],
    ['Open port 70000', 'port'],
    ['Ping 300.1.2.3', 'address'],
    ['Add a DNS entry for the wiki', 'port'],
    ['Edit site.yaml and run backup.sh', 'domain'],
    ['Grant user access to the share', 'user'],
  ])('does not read from “%s” a %s', (text, name) => {
    expect(readDetails(text)[name]).toBeUndefined();
  });

  it('never lets a shell character through into a command', () => {
    const text = 'Create a VM named web$(reboot) with 2 cores; from `rm -rf /` to a|b && c > d, allow 80/tcp';
    for (const value of Object.values(readDetails(text))) expect(value).not.toMatch(/[`;|&<>()\\"'\n]|\$[^\d\s]/);
  });

  it('reads any text without failing, one short plain line per detail', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
        for (const [name, value] of Object.entries(readDetails(text))) {
          expect(Object.hasOwn(detailKinds, name)).toBe(true);
          expect(value).not.toBe('');
          expect(value).toMatch(/^[^\n`;|&<>]{1,80}$/);
        }
      }),
    );
  });

  it.each(['a ', 'a-', '1.', 'the vm ', 'from a to ', '10.', 'every ', ':', '0 ', 'a.b'])(
    'comes to an end with a text made of “%s”',
    (part) => {
      const details = readDetails(part.repeat(20_000 / part.length));
      expect(Object.keys(details).every((name) => Object.hasOwn(detailKinds, name))).toBe(true);
    },
  );
});
