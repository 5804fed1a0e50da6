/** Who may use the dashboard and the API: a user pool with two groups, and its sign-in page. */
import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import {
  AccountRecovery,
  CfnUserPoolGroup,
  FeaturePlan,
  Mfa,
  OAuthScope,
  UserPool,
  UserPoolClient,
  UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import type { House } from './house.ts'

const groups = {
  admin: 'May also run sweeps and change what belongs to the tenant',
  member: 'May see and edit sequences, contacts and tasks',
}

export class SignIn extends Construct {
  readonly pool: UserPool
  private readonly domain: UserPoolDomain

  constructor(scope: Construct, id: string, { house }: { house: House }) {
    super(scope, id)
    this.pool = new UserPool(this, 'People', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: { minLength: 12, requireDigits: true, requireLowercase: true, requireUppercase: true, requireSymbols: true },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { sms: false, otp: true },
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    acknowledge(this.pool, {
      COG8: 'The Plus plan adds risk scores at a price per person and month; a second factor is required of everyone instead.',
    })
    for (const [groupName, description] of Object.entries(groups)) {
      new CfnUserPoolGroup(this, groupName, { userPoolId: this.pool.userPoolId, groupName, description })
    }
    // The sign-in address is unique in all of AWS, so it carries the account beside the tenant.
    this.domain = this.pool.addDomain('Page', { cognitoDomain: { domainPrefix: `touchline-${house.tenant}-${Aws.ACCOUNT_ID}` } })
  }

  /** Origin of the sign-in page and of its token endpoint. */
  get origin(): string {
    return this.domain.baseUrl()
  }

  /** Issuer of the tokens, as the API's authorizer checks it. */
  get issuer(): string {
    return `https://cognito-idp.${Stack.of(this).region}.amazonaws.com/${this.pool.userPoolId}`
  }

  /** The dashboard as a public client: authorization code with PKCE, no secret. */
  client(dashboardUrl: string): UserPoolClient {
    return this.pool.addClient('Dashboard', {
      generateSecret: false,
      authFlows: { userSrp: true },
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.minutes(30),
      idTokenValidity: Duration.minutes(30),
      refreshTokenValidity: Duration.days(1),
      oAuth: {
        flows: { authorizationCodeGrant: true, implicitCodeGrant: false },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [`${dashboardUrl}/signed-in`],
        logoutUrls: [`${dashboardUrl}/`],
      },
    })
  }
}
