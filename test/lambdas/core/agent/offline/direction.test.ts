import fc from 'fast-check';
import { chooseRunbook } from '../../../../../lambdas/core/agent/offline/choose.ts';
import { courseOf, directionsOf } from '../../../../../lambdas/core/agent/offline/direction.ts';
import { readRegistry } from '../../../../../lib/registry.ts';
import { aCall, anAgent } from '../../../../support/provider-calls.ts';

const agents = readRegistry();

describe('the direction of a request', () => {
  const team = agents.filter((agent) => agent.team === 'infrastructure');
  const unmaking = ['Delete', 'Remove', 'Please destroy', 'Can you get rid of', 'We want to decommission', 'Take away'];
  const making = ['Create', 'Set up', 'Please add', 'Can you build', 'We want to install', 'I need'];
  const things =
    'vm|container|template|firewall rule|VLAN|DNS record|static route|VPN tunnel|port forward|snapshot|dataset|bucket|backup job|share|certificate|account|secret|second factor|alert|dashboard|health check|pipeline|webhook|cron job|playbook'.split(
      '|',
    );
  const only = (title: string, directions: readonly string[]) => {
    const does = directionsOf(title);
    return does.size > 0 && [...does].every((direction) => directions.includes(direction));
  };
  const title = (id: string, instruction: string) => {
    const agent = team.find((one) => one.id === id) ?? anAgent();
    return chooseRunbook(agent, aCall({ instruction }).task).title;
  };

  it('never leads to a runbook of the opposite deed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...team.map(({ id }) => id)),
        fc.constantFrom(...things),
        fc.constantFrom('the old', 'all', 'the unused', 'this'),
        fc.constantFrom(
          '',
          ' of the shop',
          ' on tank/backup',
          ' older than 30 days',
          ' because nobody needs it every day',
        ),
        fc.constantFrom(...unmaking),
        fc.constantFrom(...making),
        (id, thing, which, where, remove, make) => {
          expect(only(title(id, `${remove} ${which} ${thing}${where}`), ['make', 'tighten'])).toBe(false);
          expect(only(title(id, `${make} a ${thing}${where}`), ['remove', 'forbid'])).toBe(false);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['Delete the old backups', 'remove'],
    ['The disk of vm 3 should be removed', 'remove'],
    ['I want the old VM gone', 'remove'],
    ['The trial is over, please throw the machine away', 'remove'],
    ['Do not allow telnet', 'forbid'],
    ['Stop taking snapshots of tank/x', 'forbid'],
    ["Don't delete the old backups", 'make'],
    ['Every night a snapshot of tank, and throw old ones away', 'make'],
    ['Back up the wiki and delete copies after a month', 'make'],
    ['Can I have the deleted folder back?', undefined],
  ])('of “%s” is %s', (request, direction) => {
    expect(courseOf(request).direction).toBe(direction);
  });

  it.each([
    ['Give or withdraw access', ['make', 'remove']],
    ['Remove a dataset, a share or a bucket', ['remove']],
    ['Take a host or service out of monitoring', ['remove']],
    ['Take snapshots, once or on a schedule', ['make']],
  ])('is read from the title “%s”', (of, directions) => {
    expect([...directionsOf(of)]).toEqual(directions);
  });

  it.each(['delete ', 'should be removed ', 'take it ', 'turn ', 'want x ', 'please and ', 'no longer '])(
    'is read in any text made of “%s”',
    (part) => {
      expect(courseOf(part.repeat(20_000 / part.length)).place.length).toBeLessThan(1_000);
    },
  );
});
