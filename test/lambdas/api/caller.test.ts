import { callerOf } from '../../../lambdas/api/caller.ts';

const claims = { sub: 'ada', 'custom:tenant': 'acme' };

describe('the caller', () => {
  it('is who the token says, of the tenant that its claim names', () => {
    expect(callerOf(claims, 'custom:tenant')).toEqual({ userId: 'ada', tenantId: 'acme' });
    expect(callerOf({ ...claims, org: 'other' }, 'org')).toEqual({ userId: 'ada', tenantId: 'other' });
  });

  it('without that claim is a tenant of their own, that no claim can name', () => {
    expect(callerOf({ sub: 'ada' }, 'custom:tenant')).toEqual({ userId: 'ada', tenantId: 'sub:ada' });
    expect(callerOf({ sub: 'ada', 'custom:tenant': '' }, 'custom:tenant').tenantId).toBe('sub:ada');
  });

  it('with an access token is told to send the ID token', () => {
    expect(() => callerOf({ ...claims, token_use: 'access' }, 'custom:tenant')).toThrow('send the ID token');
    expect(callerOf({ ...claims, token_use: 'id' }, 'custom:tenant').userId).toBe('ada');
  });

  it.each([
    ['no subject', { 'custom:tenant': 'acme' }],
    ['a subject that is a number', { ...claims, sub: 7 }],
    ['half a character', { ...claims, 'custom:tenant': 'a\ud800' }],
    ['a tenant that fits no key', { ...claims, 'custom:tenant': '漢'.repeat(200) }],
    ['somebody’s own tenant', { ...claims, 'custom:tenant': 'sub:grace' }],
    ['a list of tenants', { ...claims, 'custom:tenant': ['acme', 'other'] }],
  ])('with %s is refused', (_name, bad) => {
    expect(() => callerOf(bad, 'custom:tenant')).toThrow(expect.objectContaining({ name: 'InvalidRequest' }));
  });
});
