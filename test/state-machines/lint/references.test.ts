import { describe, expect, test } from '@jest/globals';
import { readMachine } from '../../../state-machines/lint/machine.ts';
import { context } from '../../../state-machines/lint/rules/context.ts';
import { functions } from '../../../state-machines/lint/rules/functions.ts';
import { statesMembers } from '../../../state-machines/lint/rules/states-members.ts';
import { variables } from '../../../state-machines/lint/rules/variables.ts';
import { aPass, aScope } from './machines.ts';

function problems(expression: string): string[] {
  const machine = readMachine(aScope({ Look: aPass({ Output: `{% ${expression} %}` }) }));
  const found = [variables, functions, context, statesMembers].flatMap((rule) => rule(machine));
  return found.map(({ rule, message }) => `${rule}: ${message}`);
}

// https://docs.jsonata.org/programming and https://docs.jsonata.org/path-operators
describe('what an expression binds itself is known', () => {
  test.each([
    '($x := 1; $x + 1)',
    '($f := function($n) { $n = 0 ? 0 : $f($n - 1) }; $f(3))',
    '($even := function($n) { $n = 0 or $odd($n - 1) }; $odd := function($n) { $n != 0 and $even($n - 1) }; $even(4))',
    '$map([1, 2], function($v, $i) { $v * $i })',
    '$reduce([1, 2], λ($a, $b) { $a + $b })',
    '$states.input.loans@$l.books@$b[$l.isbn = $b.isbn].{"title": $b.title, "member": $l.member}',
    '$states.input.items#$i[$i > 0].{"place": $i}',
    '$states.input.items@$it{$it.kind: $sum($it.price)}',
    '$states.input.items.($price := price; $price * 2)',
    '($twice := $map(?, function($v) { $v * 2 }); [1, 2] ~> $twice)',
    'function($x) { $x }(1)',
  ])('%s', (expression) => {
    expect(problems(expression)).toEqual([]);
  });
});

describe('names, and $, refer to', () => {
  test.each([
    '$states.input.items[price > 5].name',
    '$states.input.items^(>price, name)',
    '$states.input.items{kind: $sum(price)}',
    '$states.input.items.{"name": name, "all": $}',
    '$states.input.items[$ > 1]',
    '$states.input ~> |items|{"seen": true}, ["price"]|',
    '$filter($states.input.items, function($v) { $v.price > 5 })',
    '{"a": $states.input.a}.a',
    '$states.input.**.price',
  ])('what they stand in: %s', (expression) => {
    expect(problems(expression)).toEqual([]);
  });
});

describe('what Step Functions adds is there', () => {
  test.each([
    '$partition([1, 2, 3], 2)',
    '$range(1, 10, 2)',
    "$hash('a', 'MD5')",
    '$random(7) + $random()',
    '$uuid()',
    "$parse('{}')",
    "$now('[Y]', '+0000') & $string($millis())",
    "$replace('a', /b/i, 'c', 1)",
    '$zip([1], [2], [3], [4])',
    '$map(["a"], $uppercase)',
  ])('%s', (expression) => {
    expect(problems(expression)).toEqual([]);
  });
});

describe('what an expression does not bind is found', () => {
  test.each([
    ['($x := 1; $x) + $x', 'variables: Output: no state sets $x'],
    ['($x + 1; $x := 1)', 'variables: Output: no state sets $x'],
    ['$states.input.items.($price := price) & $price', 'variables: Output: no state sets $price'],
    ['function($x) { $x }(1) + $x', 'variables: Output: no state sets $x'],
    ['$map([1], function($v) { $v + $w })', 'variables: Output: no state sets $w'],
    ['$states.input.items#$i & $i', 'variables: Output: no state sets $i'],
    ['$states.input.a[$b > 1]', 'variables: Output: no state sets $b'],
    ['{"a": [1..$n]}', 'variables: Output: no state sets $n'],
    ['true ? $then : $else', 'variables: Output: no state sets $then'],
    ['$map([1], function($v) { name })', 'context: Output: name stands for nothing here'],
    ['[a, b]', 'context: Output: a stands for nothing here'],
    ['$f(1)', 'functions: Output: there is no function $f'],
    ['$states.input.items.$f(1)', 'functions: Output: there is no function $f'],
    ['$states.input.items[$states.results = 1]', 'states-members: Output: $states has no results'],
  ])('%s', (expression, problem) => {
    expect(problems(expression)[0]).toContain(problem);
  });
});
