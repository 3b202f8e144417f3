import { BatonError, messageOf } from '../core/errors.ts';

/** How long a secret that was read is used, milliseconds: a rotated one is noticed after that. */
const keptFor = 5 * 60_000;

const kept = new Map<string, { value: string; until: number }>();

/**
 * The text of a secret in Secrets Manager. It belongs to the deployment, not to a tenant, so it may outlive a call. The SDK is
 * loaded only here: a deployment without such a secret starts without it.
 *
 * @throws ModelRejected naming the secret, never its value
 */
export async function readSecret(name: string): Promise<string> {
  const known = kept.get(name);
  if (known !== undefined && known.until > Date.now()) return known.value;
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  try {
    const { SecretString } = await new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: name }));
    if (SecretString === undefined) throw new Error('it holds no text');
    kept.set(name, { value: SecretString, until: Date.now() + keptFor });
    return SecretString;
  } catch (cause) {
    throw new BatonError(
      'ModelRejected',
      `the secret ${name} with the model's key cannot be read: ${messageOf(cause)}`,
      {
        cause,
      },
    );
  }
}
