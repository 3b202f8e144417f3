import { parseRegistry } from '../../../../lambdas/core/agent/registry.ts';
import { BatonError } from '../../../../lambdas/core/errors.ts';
import { aReviewer, anAgent } from '../../../support/provider-calls.ts';

const routable = anAgent({ id: 'network-expert', routing: { domain: 'network' } });

function faultsOf(definitions: unknown[]): string[] {
  try {
    parseRegistry(definitions);
  } catch (error) {
    if (!(error instanceof BatonError)) throw error;
    expect(error.name).toBe('CallInvalid');
    return error.faults.map(({ field, message }) => `${field}: ${message}`);
  }
  return [];
}

describe('a registry', () => {
  const registry = parseRegistry([aReviewer(), routable]);

  it('lists its agents by id', () => {
    expect(registry.list().map(({ id }) => id)).toEqual(['network-expert', 'validator']);
  });

  it('knows which of them requests may be routed to', () => {
    expect(registry.routable()).toEqual([routable]);
  });

  it('finds an agent by its id', () => {
    expect(registry.byId('network-expert')).toEqual(routable);
    expect(registry.byId('nobody')).toBeUndefined();
  });

  it('names the agents there are when one is missing', () => {
    expect(() => registry.require('nobody')).toThrow(
      expect.objectContaining({ name: 'AgentUnknown', message: expect.stringContaining('network-expert, validator') }),
    );
  });
});

describe('a registry that is not valid', () => {
  it('reports every fault at once, each by agent and field', () => {
    const faults = faultsOf([
      { ...routable, model: 'huge', limits: { memoryMb: 1 } },
      anAgent({ id: 'one', backup: 'nobody' }),
      anAgent({ id: 'two', backup: 'two' }),
      anAgent({ id: 'three' }),
      anAgent({ id: 'three' }),
      { title: 'No id' },
      'not an agent',
    ]);
    const fields = faults.map((fault) => fault.split(': ')[0]);
    expect(fields).toEqual(
      expect.arrayContaining([
        'network-expert.model',
        'network-expert.limits.memoryMb',
        'one.backup',
        'two.backup',
        'three.id',
        'agents[5].id',
        'agents[6]',
      ]),
    );
    expect(faults).toContain('one.backup: "nobody" is not registered');
    expect(faults).toContain('three.id: is registered twice');
  });

  it('does not blame a backup that is there but faulty itself', () => {
    expect(faultsOf([{ ...routable, model: 'huge' }, anAgent({ id: 'one', backup: 'network-expert' })])).toHaveLength(
      1,
    );
  });

  it('refuses a field that no definition has', () => {
    expect(faultsOf([{ ...routable, colour: 'blue' }])[0]).toContain('colour');
  });
});
