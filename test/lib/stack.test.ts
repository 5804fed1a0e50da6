import type { Stack } from 'aws-cdk-lib'
import { Match, type Template } from 'aws-cdk-lib/assertions'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Route } from '../../functions/contract/api/route.ts'
import { routes } from '../../functions/contract/api/routes.ts'
import { environments, type FunctionName } from '../../functions/contract/environment.ts'
import { contactEventTypes } from '../../functions/contract/crm-events.ts'
import { sesDetailTypes } from '../../functions/contract/events.ts'
import { hookRoutes } from '../../functions/contract/hooks.ts'
import { defaultTenantSettings } from '../../functions/contract/tenant.ts'
import { HandlerFunction } from '../../lib/handler-function.ts'
import { Monitoring } from '../../lib/monitoring.ts'
import { Store } from '../../lib/store.ts'
import { builtDirectories, everyFunction, nameOf, refOf, resourcesOf, stackOf, templateOf } from './stacks.ts'

let template: Template
beforeAll(() => {
  template = templateOf('acme', { crmAccounts: ['210987654321'], ...everyFunction })
}, 60_000)

describe('events into the stack', () => {
  it('stage changes of the CRM go from the tenant’s bus to the enroll queue', () => {
    template.hasResourceProperties('AWS::Events::EventBus', { Name: 'touchline-acme' })
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: Match.anyValue(),
      EventPattern: { source: ['crm'], 'detail-type': ['Pipeline Stage Changed'] },
      Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
    })
  })

  it('what the CRM says of contacts beside that goes there too', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['crm'], 'detail-type': contactEventTypes },
      Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
    })
  })

  it('a tenant that no CRM calls has no function for it', () => {
    const names = resourcesOf(templateOf('newcomer'), 'AWS::Lambda::Function').map(([, { Properties }]) =>
      String(Properties['Description']),
    )
    expect(names.filter((name) => /^Touchline (crm|hooks),/.test(name))).toEqual([])
  })

  it('only what SES says of this tenant’s configuration set goes to the engage queue', () => {
    const [set] = resourcesOf(template, 'AWS::SES::ConfigurationSet')[0]!
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: Match.absent(),
      EventPattern: {
        source: ['aws.ses'],
        'detail-type': sesDetailTypes,
        detail: { mail: { tags: { 'ses:configuration-set': [{ Ref: set }] } } },
      },
    })
  })

  it('a CRM in another account may put events with the CRM’s source only', () => {
    template.resourceCountIs('AWS::Events::EventBusPolicy', 1)
    template.hasResourceProperties('AWS::Events::EventBusPolicy', {
      Statement: Match.objectLike({ Action: 'events:PutEvents', Condition: { StringEquals: { 'events:source': 'crm' } } }),
    })
  })

  it('nobody else’s account may put events where the tenant names none', () => {
    templateOf('newcomer').resourceCountIs('AWS::Events::EventBusPolicy', 0)
  })
})

describe('nothing is lost in silence', () => {
  it('every work queue keeps what failed five times, and every queue is encrypted and refuses plain HTTP', () => {
    const queues = resourcesOf(template, 'AWS::SQS::Queue')
    const dead = new Set(queues.map(([, { Properties }]) => deadLettersOf(Properties['RedrivePolicy'])).filter((id) => id !== null))
    const work = queues.filter(([, { Properties }]) => Properties['RedrivePolicy'])
    expect(work).toHaveLength(7)
    for (const [, { Properties }] of work) expect(Properties['RedrivePolicy']).toMatchObject({ maxReceiveCount: 5 })
    for (const id of dead) expect(queues.find(([name]) => name === id)?.[1].Properties['MessageRetentionPeriod']).toBe(14 * 86_400)
    for (const [, { Properties }] of queues) expect(Properties['SqsManagedSseEnabled']).toBe(true)
    template.resourceCountIs('AWS::SQS::QueuePolicy', queues.length)
  })

  it('every event source reports each failed record, and the stream keeps what it gave up', () => {
    const sources = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties)
    expect(sources).toHaveLength(8)
    for (const source of sources) expect(source['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures'])
    const stream = sources.find((source) => source['StartingPosition'])
    expect(stream).toMatchObject({ BisectBatchOnFunctionError: true, DestinationConfig: { OnFailure: { Destination: expect.anything() } } })
  })

  it('a sweep every ten minutes, a rollup and a look at the providers’ lists every hour, each with dead letters for a run that could not start', () => {
    const schedules = resourcesOf(template, 'AWS::Scheduler::Schedule').map(([, { Properties }]) => Properties)
    expect(schedules.map((schedule) => schedule['ScheduleExpression']).toSorted()).toEqual([
      'rate(1 hour)',
      'rate(1 hour)',
      'rate(10 minutes)',
    ])
    for (const schedule of schedules) expect(schedule['Target']).toMatchObject({ DeadLetterConfig: { Arn: expect.anything() } })
  })

  it('data outlives the stack', () => {
    const kept = ['AWS::DynamoDB::Table', 'AWS::SecretsManager::Secret', 'AWS::Cognito::UserPool', 'AWS::SES::EmailIdentity']
    for (const type of kept) for (const [, resource] of resourcesOf(template, type)) expect(resource.DeletionPolicy).toBe('Retain')
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      GlobalSecondaryIndexes: [Match.objectLike({ IndexName: 'byKind', Projection: { ProjectionType: 'KEYS_ONLY' } })],
    })
  })
})

describe('functions', () => {
  it('all run on Node 24, arm64, with tracing and logs that end', () => {
    const ours = ourFunctions()
    expect(ours).toHaveLength(Object.keys(environments).length)
    for (const properties of ours) {
      expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], TracingConfig: { Mode: 'Active' } })
      const group = resourcesOf(template, 'AWS::Logs::LogGroup').find(([id]) => id === refOf(logGroupOf(properties)))
      expect(group?.[1].Properties['RetentionInDays']).toBe(30)
    }
  })

  it('get exactly the environment that their handlers declare', () => {
    for (const properties of ourFunctions()) {
      const name = String(properties['Description']).split(/[ ,]/)[1] as FunctionName
      const { Variables } = properties['Environment'] as { Variables: Record<string, unknown> }
      expect(Object.keys(Variables).toSorted(), name).toEqual(Object.keys(environments[name].shape).toSorted())
    }
  })

  it('read the tenant’s settings as the contract has them', () => {
    const [enroll] = ourFunctions().filter((properties) => String(properties['Description']).startsWith('Touchline enroll'))
    const { SETTINGS } = (enroll!['Environment'] as { Variables: { SETTINGS: string } }).Variables
    expect(environments.enroll.shape.SETTINGS.parse(SETTINGS)).toMatchObject({ company: 'acme', fromAddress: 'outreach@acme.example.com' })
    expect(SETTINGS).not.toContain('crmAccounts')
  })

  it('refuse to synthesize where a declared variable is not handed over', () => {
    const stack = stackOf('acme')
    expect(problemsOf(stack)).toEqual([])
    const monitoring = new Monitoring(stack, 'AnotherMonitoring', { alarmEmail: null })
    const store = new Store(stack, 'AnotherStore')
    const house = { tenant: 'acme', settings: defaultTenantSettings('acme'), monitoring, store, ...builtDirectories() }
    new HandlerFunction(stack, 'Unfinished', { house, name: 'tally', impact: 'Nobody notices this function.' })
    expect(problemsOf(stack)).toEqual(['Function "tally" declares TABLE_NAME, and nothing hands it over.'])
  })

  const problemsOf = (stack: Stack): string[] => stack.node.findAll().flatMap((construct) => construct.node.validate())
  const ourFunctions = (): Record<string, unknown>[] =>
    resourcesOf(template, 'AWS::Lambda::Function')
      .map(([, { Properties }]) => Properties)
      .filter((properties) => String(properties['Description']).startsWith('Touchline '))
  const logGroupOf = (properties: Record<string, unknown>): unknown => (properties['LoggingConfig'] as { LogGroup: unknown }).LogGroup
})

describe('the web edge', () => {
  it('opens exactly the contract’s routes, the closed ones behind the JWT authorizer', () => {
    const made = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(
      ([, { Properties }]) => `${String(Properties['RouteKey'])} ${String(Properties['AuthorizationType'])}`,
    )
    const wanted = Object.values<Route>(routes).map(({ method, path, access }) => `${method} ${path} ${access === 'open' ? 'NONE' : 'JWT'}`)
    const called = Object.values(hookRoutes).map(({ method, path }) => `${method} ${path} NONE`)
    expect(made.toSorted()).toEqual([...wanted, ...called].toSorted())
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', { AuthorizerType: 'JWT' })
  })

  it('has no address to call for a tenant whom nobody calls', () => {
    const quiet = resourcesOf(templateOf('quiet'), 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => String(Properties['RouteKey']))
    expect(quiet.filter((key) => key.includes('/hooks/'))).toEqual([])
  })

  it('lets pages load from their own origin alone, with the sign-in page’s token endpoint the one other to ask', () => {
    const policies = resourcesOf(template, 'AWS::CloudFront::ResponseHeadersPolicy').map(([, { Properties }]) => policyOf(Properties))
    const dashboard = policies.find((policy) => policy.includes('connect-src'))!
    expect(dashboard).toContain("script-src 'self';")
    expect(dashboard).toMatch(/connect-src 'self' https:\/\/SignInPeoplePage\.auth\.AWS::Region\.amazoncognito\.com;/)
    const others = policies.filter((policy) => !policy.includes('sandbox'))
    expect(others).toHaveLength(2)
    for (const policy of others) expect(policy).not.toMatch(/unsafe-|\*/)
  })

  it('shows mails in a frame without an origin, which loads nothing and runs nothing of theirs', () => {
    const policies = resourcesOf(template, 'AWS::CloudFront::ResponseHeadersPolicy').map(([, { Properties }]) => policyOf(Properties))
    const frame = policies.find((policy) => policy.includes('sandbox'))!
    expect(frame.split('; ').toSorted()).toEqual([
      "base-uri 'none'",
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'self'",
      'img-src data:',
      'sandbox allow-scripts',
      "script-src 'self'",
      "style-src 'unsafe-inline'",
    ])
  })

  it('rewrites deep links on the default behaviour only and caches no API answer', () => {
    const [, distribution] = resourcesOf(template, 'AWS::CloudFront::Distribution')[0]!
    const config = distribution.Properties['DistributionConfig'] as {
      DefaultCacheBehavior: object
      CacheBehaviors: { PathPattern: string }[]
    }
    expect(config.DefaultCacheBehavior).toHaveProperty('FunctionAssociations')
    expect(config.CacheBehaviors.map(({ PathPattern }) => PathPattern)).toEqual(['/api/*', '/hooks/*', '/u/*', '/mail-frame.html'])
    for (const behavior of config.CacheBehaviors.slice(0, 3)) {
      expect(behavior).not.toHaveProperty('FunctionAssociations')
      expect(behavior).toMatchObject({ CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad' })
    }
  })

  it('sends a page’s path to the index, and leaves a file’s alone', () => {
    const [, fn] = resourcesOf(template, 'AWS::CloudFront::Function')[0]!
    // The code is the template's own, as CloudFront would run it.
    // oxlint-disable-next-line typescript/no-implied-eval
    const handler = new Function(`${String(fn.Properties['FunctionCode'])}; return handler`)() as (event: object) => { uri: string }
    const served = (uri: string) => handler({ request: { uri } }).uri
    expect(['/', '/sequences', '/sequences/01J', '/assets/main-1.js', '/favicon.svg'].map(served)).toEqual([
      '/index.html',
      '/index.html',
      '/index.html',
      '/assets/main-1.js',
      '/favicon.svg',
    ])
  })

  it('signs people in with a code and PKCE, a second factor, and no secret in the browser', () => {
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', { AllowedOAuthFlows: ['code'], GenerateSecret: false })
    template.hasResourceProperties('AWS::Cognito::UserPool', {
      MfaConfiguration: 'ON',
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    })
    const groups = resourcesOf(template, 'AWS::Cognito::UserPoolGroup').map(([, { Properties }]) => Properties['GroupName'])
    expect(groups.toSorted()).toEqual(['admin', 'member'])
  })

  const policyOf = (properties: Record<string, unknown>): string => {
    const config = properties['ResponseHeadersPolicyConfig'] as {
      SecurityHeadersConfig: { ContentSecurityPolicy: { ContentSecurityPolicy: unknown } }
    }
    return nameOf(config.SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy)
  }
})

describe('the sender’s identity', () => {
  it('is made by the stack, or taken over where another stack of the account made it', () => {
    template.hasResourceProperties('AWS::SES::EmailIdentity', { EmailIdentity: 'acme.example.com' })
    const email = { fromAddress: 'hello@mail.example.com', fromName: 'Acme', createIdentity: false }
    templateOf('acme', { email }).resourceCountIs('AWS::SES::EmailIdentity', 0)
  })
})

it('has this many resources of each kind', () => {
  const { Resources } = template.toJSON() as { Resources: Record<string, { Type: string }> }
  const kinds = Object.entries(Object.groupBy(Object.values(Resources), ({ Type }) => Type))
  expect(Object.fromEntries(kinds.map(([type, all]) => [type, all?.length]).toSorted())).toMatchSnapshot()
})

function deadLettersOf(redrive: unknown): string | null {
  const policy = redrive as { deadLetterTargetArn: unknown } | undefined
  return policy ? refOf(policy.deadLetterTargetArn) : null
}
