import { readSecret } from '../../../lambdas/adapters/secret.ts';
import { rejectionOf } from '../../support/memory-journal.ts';
import { type ScriptedAws, startScriptedAws, useLocalAws } from '../../support/local-aws.ts';

let aws: ScriptedAws;
beforeEach(async () => {
  aws = await startScriptedAws();
  useLocalAws('SECRETS_MANAGER', aws.endpoint);
});
afterEach(async () => aws.close());

it('reads a secret once for many calls', async () => {
  aws.next({ Name: 'baton/kept', SecretString: 'sk-123' });
  expect(await readSecret('baton/kept')).toBe('sk-123');
  expect(await readSecret('baton/kept')).toBe('sk-123');
  expect(aws.calls).toEqual([{ target: 'secretsmanager.GetSecretValue', body: { SecretId: 'baton/kept' } }]);
});

it('keeps secrets apart by name', async () => {
  aws.next({ SecretString: 'one' });
  aws.next({ SecretString: 'two' });
  expect([await readSecret('baton/one'), await readSecret('baton/two')]).toEqual(['one', 'two']);
});

it('names the secret that cannot be read, and asks for it again the next time', async () => {
  aws.fail('ResourceNotFoundException', 'cannot find it');
  expect(await rejectionOf(readSecret('baton/later'))).toMatchObject({
    name: 'ModelRejected',
    message: "the secret baton/later with the model's key cannot be read: cannot find it",
  });
  aws.next({ SecretString: 'now' });
  expect(await readSecret('baton/later')).toBe('now');
});

it('refuses a secret that is no text', async () => {
  aws.next({ SecretBinary: 'AAAA' });
  expect(await rejectionOf(readSecret('baton/binary'))).toMatchObject({
    name: 'ModelRejected',
    message: expect.stringContaining('it holds no text'),
  });
});
