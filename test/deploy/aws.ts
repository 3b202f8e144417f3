import { devNull } from 'node:os';
import { delimiter, dirname } from 'node:path';

/**
 * Calls to an AWS emulator in the AWS JSON protocol, for the services that Baton itself never calls and therefore has no
 * client for. They carry credentials as a signed request does, and no signature: emulators read the first and ignore the second.
 */
export interface Emulator {
  readonly endpoint: string;
  readonly region: string;
}

/** The account that emulators pretend to be for unknown credentials. */
export const emulatorAccount = '000000000000';

/** Says who calls to emulators, and to the `cdk` command; any name does. */
export const fakeCredentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' } as const;

/**
 * The environment of a command that works on the emulator: the caller's own AWS configuration stays out, for this must never
 * reach an account, and the Node that runs this comes first.
 */
export function emulatorEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  return {
    ...Object.fromEntries(inherited),
    ...fakeCredentials,
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  };
}

/** @throws Error with the service's own words when it refuses */
export async function call<Answer>(
  emulator: Emulator,
  service: Service,
  action: string,
  input: object,
): Promise<Answer> {
  const { prefix, signing } = services[service];
  const response = await fetch(emulator.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${prefix}.${action}`,
      authorization: authorization(emulator, signing),
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${service} ${action} answered ${response.status}: ${text}`);
  return (text === '' ? {} : JSON.parse(text)) as Answer;
}

function authorization({ region }: Emulator, service: string): string {
  const credential = `${fakeCredentials.AWS_ACCESS_KEY_ID}/20260101/${region}/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
}

const services = {
  cognito: { prefix: 'AWSCognitoIdentityProviderService', signing: 'cognito-idp' },
  stepFunctions: { prefix: 'AWSStepFunctions', signing: 'states' },
} as const;
type Service = keyof typeof services;

/** Removes the policy of the bucket that `cdk bootstrap` makes: it refuses every call that does not come over TLS. */
export async function allowPlainHttp(emulator: Emulator): Promise<void> {
  const bucket = `cdk-hnb659fds-assets-${emulatorAccount}-${emulator.region}`;
  const response = await fetch(`${emulator.endpoint}/${bucket}?policy`, {
    method: 'DELETE',
    headers: { authorization: authorization(emulator, 's3') },
  });
  if (!response.ok) throw new Error(`the policy of ${bucket} could not be removed: ${await response.text()}`);
}

interface Policy {
  readonly Statement: readonly { readonly Action: string | readonly string[]; readonly Resource: unknown }[];
}

/**
 * Widens each grant to send a task's token back from one machine to all. AWS knows from a token which machine it is of, and asks
 * for the permission on that one; the emulator does not, and asks for it on `*`. A role without such a grant still gets none.
 *
 * @param prefix of the names of the roles that are looked at
 * @returns how many grants there were
 */
export async function widenTokenGrants(emulator: Emulator, prefix: string): Promise<number> {
  let widened = 0;
  for (const RoleName of tags(await iam(emulator, 'ListRoles'), 'RoleName')) {
    if (!RoleName.startsWith(prefix)) continue;
    for (const PolicyName of tags(await iam(emulator, 'ListRolePolicies', { RoleName }), 'member')) {
      const [encoded = ''] = tags(await iam(emulator, 'GetRolePolicy', { RoleName, PolicyName }), 'PolicyDocument');
      const policy = JSON.parse(decodeURIComponent(encoded)) as Policy;
      const grants = policy.Statement.filter(({ Action }) => [Action].flat().includes('states:SendTaskSuccess'));
      if (grants.length === 0) continue;
      const wide = { Effect: 'Allow', Action: 'states:SendTaskSuccess', Resource: '*' };
      const PolicyDocument = JSON.stringify({ ...policy, Statement: [...policy.Statement, wide] });
      await iam(emulator, 'PutRolePolicy', { RoleName, PolicyName, PolicyDocument });
      widened += 1;
    }
  }
  return widened;
}

interface StateMachine {
  readonly stateMachineArn: string;
  readonly definition: string;
}

/**
 * Puts a number, Lambda's own maximum, in place of each computed time-out: the emulator does not evaluate those.
 *
 * @param prefix of the names of the machines that are looked at
 * @returns how many machines had any
 */
export async function fixTimeouts(emulator: Emulator, prefix: string): Promise<number> {
  let fixed = 0;
  const ask = <Answer>(action: string, input: object) => call<Answer>(emulator, 'stepFunctions', action, input);
  const { stateMachines } = await ask<{ stateMachines: { stateMachineArn: string; name: string }[] }>(
    'ListStateMachines',
    {},
  );
  for (const { stateMachineArn, name } of stateMachines) {
    if (!name.startsWith(prefix)) continue;
    const { definition } = await ask<StateMachine>('DescribeStateMachine', { stateMachineArn });
    const withNumbers = definition.replaceAll(/"TimeoutSeconds":\s*"\{%[^"]*%\}"/g, '"TimeoutSeconds":900');
    if (withNumbers === definition) continue;
    await ask('UpdateStateMachine', { stateMachineArn, definition: withNumbers });
    fixed += 1;
  }
  return fixed;
}

/** IAM speaks the query protocol: a form, answered in XML. */
async function iam(emulator: Emulator, action: string, input: Readonly<Record<string, string>> = {}): Promise<string> {
  const response = await fetch(emulator.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: authorization(emulator, 'iam'),
    },
    body: new URLSearchParams({ Action: action, Version: '2010-05-08', ...input }).toString(),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`iam ${action} answered ${response.status}: ${text}`);
  return text;
}

const tags = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) => text);

export interface Directory {
  readonly userPoolId: string;
  readonly clientId: string;
}

/** Makes a user of a tenant, as an administrator would, and signs them in. Answers the ID token. */
export async function signIn(emulator: Emulator, directory: Directory, user: { name: string; tenant: string }) {
  const password = 'Correct-Horse-Battery-1';
  const { userPoolId, clientId } = directory;
  await call(emulator, 'cognito', 'AdminCreateUser', {
    UserPoolId: userPoolId,
    Username: user.name,
    TemporaryPassword: password,
    MessageAction: 'SUPPRESS',
    UserAttributes: [{ Name: 'custom:tenant', Value: user.tenant }],
  });
  await call(emulator, 'cognito', 'AdminSetUserPassword', {
    UserPoolId: userPoolId,
    Username: user.name,
    Password: password,
    Permanent: true,
  });
  const answer = await call<{ AuthenticationResult: { IdToken: string } }>(emulator, 'cognito', 'AdminInitiateAuth', {
    UserPoolId: userPoolId,
    ClientId: clientId,
    AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: user.name, PASSWORD: password },
  });
  return answer.AuthenticationResult.IdToken;
}
