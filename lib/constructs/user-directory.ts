import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountRecovery, ClientAttributes, Mfa, StringAttribute, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

export interface UserDirectoryProps {
  readonly userPoolName: string;
  /** Whether users outlive the stack. */
  readonly keep: boolean;
}

/**
 * Users and their tokens, where no issuer of one's own is configured. An administrator makes the users and says in
 * `custom:tenant` whose they are; a user can read that attribute, so it stands in the ID token, and cannot write it.
 */
export class UserDirectory extends Construct {
  readonly userPoolId: string;
  readonly clientId: string;
  /** Issuer of the tokens. */
  readonly issuer: string;

  constructor(scope: Construct, id: string, props: UserDirectoryProps) {
    super(scope, id);
    const pool = new UserPool(this, 'UserPool', {
      userPoolName: props.userPoolName,
      selfSignUpEnabled: false,
      signInAliases: { username: true, email: true },
      customAttributes: { tenant: new StringAttribute({ minLen: 1, maxLen: 64, mutable: true }) },
      passwordPolicy: {
        minLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { sms: false, otp: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      deletionProtection: props.keep,
      removalPolicy: props.keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    acknowledge(pool, {
      COG2: 'Programs sign in here too, and a program has no second factor; people can turn one on for themselves',
      COG8: 'Threat protection needs the Plus plan, paid per user: who wants it names an issuer of their own with -c issuer',
    });
    const client = pool.addClient('Client', {
      // By password from a machine with AWS credentials, or by SRP from anywhere: the password itself is never sent.
      authFlows: { adminUserPassword: true, userSrp: true },
      disableOAuth: true,
      generateSecret: false,
      preventUserExistenceErrors: true,
      readAttributes: new ClientAttributes()
        .withStandardAttributes({ email: true, emailVerified: true })
        .withCustomAttributes('tenant'),
      writeAttributes: new ClientAttributes().withStandardAttributes({ email: true }),
      idTokenValidity: Duration.hours(1),
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
      enableTokenRevocation: true,
    });
    this.userPoolId = pool.userPoolId;
    this.clientId = client.userPoolClientId;
    const { region, urlSuffix } = Stack.of(this);
    this.issuer = `https://cognito-idp.${region}.${urlSuffix}/${pool.userPoolId}`;
  }
}
