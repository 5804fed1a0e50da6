import { Validations, type App, type Stack } from 'aws-cdk-lib'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { defaultTenantSettings } from '../../functions/contract/tenant.ts'
import { checkedApp, synthesize } from '../../lib/synthesize.ts'
import { TouchlineStack } from '../../lib/touchline-stack.ts'
import { builtDirectories, temporaryDirectory } from './stacks.ts'

interface Template {
  Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>
}
const named = ['acme', 'globex', 'newcomer']

describe('three tenants side by side', () => {
  let assembly: CloudAssembly
  let templates: Template[]
  beforeAll(async () => {
    assembly = await synthesize({ tenants: named, outdir: temporaryDirectory(), ...builtDirectories() })
    templates = assembly.stacks.map((stack) => JSON.parse(readFileSync(stack.templateFullPath, 'utf8')) as Template)
  }, 60_000)

  it('are one stack each', () => {
    expect(assembly.stacks.map((stack) => stack.stackName)).toEqual(['touchline-acme', 'touchline-globex', 'touchline-newcomer'])
  })

  it('share no physical name, so that they live in one account', () => {
    const names = templates.flatMap(physicalNames)
    expect(names).toContain('AWS::Events::EventBus touchline-globex')
    expect(new Set(names).size).toBe(names.length)
  })

  it('name nothing by hand but what outsiders know or AWS wants named', () => {
    const types = new Set(templates.flatMap(physicalNames).map((name) => name.split(' ')[0]))
    expect([...types].toSorted()).toEqual([
      'AWS::CloudFront::Function',
      'AWS::CloudFront::OriginAccessControl',
      'AWS::CloudFront::ResponseHeadersPolicy',
      'AWS::Cognito::UserPoolDomain',
      'AWS::Events::EventBus',
      'AWS::Scheduler::ScheduleGroup',
    ])
  })
})

describe("cdk-nag's rules", () => {
  it('find nothing in a stack that is not acknowledged with a reason for its reviewer', () => {
    const app = checkedApp(temporaryDirectory())
    const stack = addStack(app)
    expect(() => app.synth()).not.toThrow()
    const acknowledged = stack.node.findAll().flatMap(({ node }) => node.metadata.filter(({ type }) => type === acknowledgedRules))
    expect(acknowledged.length).toBeGreaterThan(5)
    for (const { data } of acknowledged)
      for (const reason of Object.values(data as Record<string, string>)) expect(reason).toMatch(/^.{30,}[.]$/)
  })

  it('stop the synthesis of a stack that breaks one', () => {
    const app = checkedApp(temporaryDirectory())
    new Bucket(addStack(app), 'OpenToPlainHttp')
    expect(() => app.synth()).toThrow(/AwsSolutions-S10/)
  })
})

it('a name that is no tenant’s stops everything before anything is built', async () => {
  await expect(synthesize({ tenants: ['no tenant'], outdir: temporaryDirectory() })).rejects.toThrow(/Tenant "no tenant"/)
})

const acknowledgedRules = Validations.ACKNOWLEDGED_RULES_METADATA_KEY
const addStack = (app: App): Stack =>
  new TouchlineStack(app, 'touchline-acme', { tenant: { name: 'acme', settings: defaultTenantSettings('acme') }, ...builtDirectories() })

/** Resources with a name of their own, by type and name. Names inside the API (authorizers, groups, stages) are not physical. */
function physicalNames({ Resources }: Template): string[] {
  const inner = new Set(['AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Authorizer', 'AWS::IAM::Policy'])
  return Object.values(Resources).flatMap(({ Type, Properties = {} }) => {
    if (inner.has(Type)) return []
    const configs = [Properties, Properties['OriginAccessControlConfig'], Properties['ResponseHeadersPolicyConfig']]
    const keys = [
      'Name',
      'BucketName',
      'TableName',
      'QueueName',
      'TopicName',
      'RoleName',
      'LogGroupName',
      'AlarmName',
      'RuleName',
      'ArchiveName',
    ]
    const own = ownNameOf[Type]
    return configs
      .filter((config): config is Record<string, unknown> => typeof config === 'object' && config !== null)
      .flatMap((config) =>
        [...keys, ...(own ? [own] : [])]
          .filter((key) => key in config)
          .map((key) => `${Type} ${JSON.stringify(config[key])}`.replaceAll('"', '')),
      )
  })
}

const ownNameOf: Record<string, string> = {
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Cognito::UserPool': 'UserPoolName',
  'AWS::Cognito::UserPoolDomain': 'Domain',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
}
