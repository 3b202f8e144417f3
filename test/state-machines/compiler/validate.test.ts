import { describe, expect, test } from '@jest/globals';
import { checkWorkflow, requireWorkflow } from '../../../state-machines/compiler/validate.ts';
import { aPhase, aStep, aWorkflowFile } from '../../support/workflows.ts';

const surroundings = { file: 'sample.yaml', agents: ['api-agent', 'database-agent'] };

function faultsOf(document: unknown): string[] {
  const checked = checkWorkflow(document, surroundings);
  return 'faults' in checked ? checked.faults.map(({ field, message }) => `${field}: ${message}`) : [];
}

const stepFaults = (changes: Record<string, unknown>, workflow: Record<string, unknown> = {}) =>
  faultsOf(aWorkflowFile([aPhase('sequential', 'Make', [aStep('a'), aStep('b', changes), aStep('c')])], workflow));

describe('a workflow file', () => {
  test('without faults is read with its defaults', () => {
    const checked = checkWorkflow(aWorkflowFile([aPhase('parallel', 'Look', [aStep('a')])]), surroundings);
    expect(checked).toMatchObject({
      workflow: { name: 'sample', input: { feature: { maxLength: 400 } }, phases: [{ steps: [{ kind: 'task' }] }] },
    });
  });

  test.each<[string, Record<string, unknown>, string]>([
    [
      'an unknown agent',
      { agent: 'nobody' },
      'agent: "nobody" is not registered; there are: api-agent, database-agent',
    ],
    ['a second step of the same id', { id: 'a', title: 'Do b' }, 'id: another step is called "a" already'],
    ['nothing that undoes it', { compensate: undefined }, 'has neither compensate nor irreversible'],
    ['both undo and irreversible', { irreversible: 'no' }, 'has both compensate and irreversible'],
    ['a dependency that is not there', { dependsOn: ['z'] }, 'dependsOn: there is no step "z"'],
    ['a dependency on itself', { dependsOn: ['b'] }, 'dependsOn: a step cannot build on itself'],
    ['a dependency on what comes later', { dependsOn: ['c'] }, 'dependsOn: "c" comes later'],
    [
      'a time box longer than the workflow’s',
      { timeBox: 61 },
      'timeBox: 61 minutes are longer than the 60 of the workflow',
    ],
    ['a field of the input that is not there', { expects: '${input.what}' }, 'expects: the input has no field "what"'],
    ['what looks like a field and is none', { instruction: 'Do ${feature}' }, 'instruction: "${feature}" is no field'],
    [
      'a reference where none can be',
      { compensate: undefined, irreversible: '${input.users}' },
      'irreversible: cannot refer',
    ],
    ['an unknown setting', { timebox: 5 }, 'Unrecognized key: "timebox"'],
    ['no title', { title: undefined }, 'title: Invalid input'],
    ['a placeholder in its title', { title: '${Stage}' }, 'title: may hold letters'],
    ['a name too long for a state', { title: 'x'.repeat(69) }, 'has 81 characters; 80 are the most'],
    ['the name of another state', { title: 'Do a' }, 'the state "Do a (api-agent)" would be there twice: see Make / a'],
  ])('says where there is %s', (_what, changes, message) => {
    const faults = stepFaults(changes);
    expect(faults).toContainEqual(expect.stringContaining(message));
    const place = changes['id'] === 'a' ? 'a' : 'b';
    expect(faults.every((fault) => fault.startsWith(`sample.yaml: Make / ${place}: `))).toBe(true);
  });

  test('says where a step waits for one that runs beside it', () => {
    const steps = [aStep('a'), aStep('b', { dependsOn: ['a'] })];
    expect(faultsOf(aWorkflowFile([aPhase('parallel', 'Look', steps)]))).toEqual([
      'sample.yaml: Look / b: dependsOn: "a" is of the same parallel phase and runs beside it',
    ]);
  });

  test('says where a time box is longer than the one around it', () => {
    const phases = [
      aPhase('sequential', 'Make', [aStep('a', { timeBox: 31 })], { timeBox: 30 }),
      aPhase('sequential', 'Prove', [aStep('b')], { timeBox: 90 }),
    ];
    expect(faultsOf(aWorkflowFile(phases))).toEqual([
      'sample.yaml: Make / a: timeBox: 31 minutes are longer than the 30 of its phase',
      'sample.yaml: Prove: timeBox: 90 minutes are longer than the 60 of the workflow',
    ]);
  });

  test('says where an instruction could get longer than an agent accepts', () => {
    const input = { feature: { type: 'string', description: 'x', maxLength: 1_990 } };
    expect(stepFaults({ compensate: 'Take back ${input.feature}' }, { input })).toEqual([]);
    expect(stepFaults({ compensate: 'Take away ${input.feature}!' }, { input })).toEqual([
      'sample.yaml: Make / b: compensate: it can get 2001 characters long with the input in it; 2000 are the most',
    ]);
  });

  test('says where phases cannot be told apart', () => {
    const phases = [aPhase('parallel', 'Look', [aStep('a')]), aPhase('sequential', 'Look', [aStep('b')])];
    expect(faultsOf(aWorkflowFile(phases))).toEqual([
      'sample.yaml: Look: the state "Look failed" would be there twice: see Look',
    ]);
  });

  test('is told of all its faults at once, those of form and those of sense', () => {
    const phases = [
      aPhase('parallel', 'Look', [aStep('a', { agent: 'nobody', colour: 'red' })], { timeBox: 61 }),
      { mode: 'spiral', name: 'Turn', steps: [aStep('a')] },
      { mode: 'sequential', steps: [{ ...aStep('x'), id: undefined }] },
    ];
    const faults = faultsOf(aWorkflowFile(phases, { name: 'No Name', surprise: 1 }));
    for (const part of [
      'sample.yaml: name: must be lower-case words',
      'sample.yaml: Unrecognized key: "surprise"',
      'sample.yaml: Look / a: Unrecognized key: "colour"',
      'sample.yaml: Look / a: agent: "nobody"',
      'sample.yaml: Look: timeBox: 61',
      'sample.yaml: Turn: mode: ',
      'sample.yaml: Turn / a: id: another step',
      'sample.yaml: phase 3: name: ',
      'sample.yaml: phase 3 / step 1: id: ',
    ]) {
      expect(faults).toContainEqual(expect.stringContaining(part));
    }
  });

  test.each([null, 'x', [], { phases: 'none' }, { phases: [1, { steps: [null] }] }])(
    'may be %j, and is refused',
    (document) => {
      expect(faultsOf(document).length).toBeGreaterThan(0);
      expect(() => requireWorkflow(document, surroundings)).toThrow(/the workflow is not valid: sample\.yaml: /);
    },
  );

  test.each(['and', 'true', 'Feature', 'a.b', ''])('cannot call a field of its input %j', (name) => {
    const input = { [name]: { type: 'number', description: 'x' } };
    expect(faultsOf(aWorkflowFile([aPhase('sequential', 'Make', [aStep('a')])], { input }))).toHaveLength(1);
  });
});
