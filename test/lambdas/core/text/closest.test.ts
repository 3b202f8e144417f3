import * as fc from 'fast-check';
import { closestNames, editsBetween } from '../../../../lambdas/core/text/closest.ts';

it.each([
  ['compute-exprt', ['compute-expert', 'network-expert']],
  ['storge', ['storage', 'network-expert']],
])('the closest names to %s are %s', (name, expected) => {
  expect(closestNames(name, ['compute-expert', 'storage', 'network-expert'], 2)).toEqual(expected);
});

it('counts the same edits in both directions, and none only for the same word', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (one, other) => {
      expect(editsBetween(one, other)).toBe(editsBetween(other, one));
      expect(editsBetween(one, other) === 0).toBe(one === other);
    }),
  );
});
