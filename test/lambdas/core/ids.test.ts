import * as fc from 'fast-check';
import { BatonError } from '../../../lambdas/core/errors.ts';
import { agentIdSchema, idPattern, idSchema, requireId } from '../../../lambdas/core/ids.ts';

const allowed = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'.split('');

it('takes every string of 1 to 64 allowed characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...allowed), minLength: 1, maxLength: 64 }), (id) => {
      expect(requireId('request id', id)).toBe(id);
      expect(idSchema.safeParse(id).success).toBe(true);
    }),
  );
});

it('refuses every string with any other character', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 31 }),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      fc.string({ unit: 'binary', maxLength: 31 }),
      (before, other, after) => {
        fc.pre(!allowed.includes(other));
        return !idPattern.test(before + other + after);
      },
    ),
  );
});

it.each([
  '',
  '../',
  '..',
  '.',
  'a/b',
  'a\\b',
  '%2e',
  '%2e%2e%2f',
  'a#b',
  'a b',
  ' a',
  'a\n',
  'a\0',
  'é',
  'аda',
  '１',
  '😀',
])('refuses %j, naming the field and what was seen', (value) => {
  expect(() => requireId('task id', value)).toThrow(
    expect.objectContaining({
      name: 'InvalidId',
      message: expect.stringContaining(`task id ${JSON.stringify(value)}`),
    }),
  );
  expect(idSchema.safeParse(value).success).toBe(false);
});

it('takes 64 characters and not 65', () => {
  expect(requireId('id', 'a'.repeat(64))).toHaveLength(64);
  expect(() => requireId('id', 'a'.repeat(65))).toThrow(BatonError);
});

it('shows only the beginning of a long one', () => {
  const error = (() => {
    try {
      return requireId('id', 'x'.repeat(10_000));
    } catch (thrown) {
      return thrown as Error;
    }
  })();
  expect((error as Error).message.length).toBeLessThan(250);
});

it('takes names of object properties: they are characters like any other, so nothing may be kept under ids in plain objects', () => {
  for (const id of ['__proto__', 'constructor', 'toString']) expect(requireId('id', id)).toBe(id);
});

describe('the id of an agent', () => {
  it.each(['validator', 'network-expert', 'a1-b2-3'])('may be %s', (id) => {
    expect(agentIdSchema.safeParse(id).success).toBe(true);
  });

  it.each(['Network-expert', 'network--expert', '-expert', 'expert-', 'network_expert', '1st', '', 'a'.repeat(49)])(
    'may not be %j',
    (id) => {
      expect(agentIdSchema.safeParse(id).success).toBe(false);
    },
  );
});
