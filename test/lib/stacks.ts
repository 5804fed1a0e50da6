/** Stacks to look at: the real constructs over code and pages that are one line each. */
import type { Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { defaultChannels, type ChannelSettings } from '../../functions/contract/channels.ts'
import { environments } from '../../functions/contract/environment.ts'
import { defaultTenantSettings, type TenantSettings } from '../../functions/contract/tenant.ts'
import { plainApp } from '../../lib/synthesize.ts'
import { TouchlineStack } from '../../lib/touchline-stack.ts'

// A synthesis takes a second, and several on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

/** A provider that calls back. */
const calledBack: ChannelSettings = {
  ...defaultChannels,
  sms: { adapter: 'twilio', accountSid: `AC${'0'.repeat(32)}`, from: ['+13125550100'] },
}

/** A tenant whose stack has every function: a provider and two CRMs call back, and its events go out. */
export const everyFunction: Partial<TenantSettings> = {
  channels: calledBack,
  crm: {
    sources: {
      hubspot: { vendor: 'hubspot' },
      website: { vendor: 'hmac', header: 'X-Signature', algorithm: 'sha256', encoding: 'hex' },
    },
  },
  webhooks: { allowPrivate: false },
}

export interface BuiltDirectories {
  functionsDirectory: string
  dashboardDirectory: string
}

export function builtDirectories(): BuiltDirectories {
  const root = mkdtempSync(join(tmpdir(), 'touchline-built-'))
  for (const name of Object.keys(environments)) {
    write(join(root, 'functions', name), 'index.js', 'exports.handler = async () => ({})\n')
  }
  write(join(root, 'dashboard'), 'index.html', '<!doctype html><title>Touchline</title>\n')
  write(join(root, 'dashboard/assets'), 'main.js', '0\n')
  return { functionsDirectory: join(root, 'functions'), dashboardDirectory: join(root, 'dashboard') }
}

export const temporaryDirectory = (): string => mkdtempSync(join(tmpdir(), 'touchline-out-'))

export function stackOf(name: string, overrides: Partial<TenantSettings> = {}): Stack {
  const app = plainApp(temporaryDirectory())
  const settings = { ...defaultTenantSettings(name), ...overrides }
  return new TouchlineStack(app, `touchline-${name}`, { tenant: { name, settings }, ...builtDirectories() })
}

export const templateOf = (name: string, overrides: Partial<TenantSettings> = {}): Template => Template.fromStack(stackOf(name, overrides))

export interface Resource {
  Type: string
  Properties: Record<string, unknown>
  DeletionPolicy?: string
}

export const resourcesOf = (template: Template, type: string): [string, Resource][] => {
  const found: Record<string, Record<string, unknown>> = template.findResources(type)
  // What findResources answers are resources; CDK types them as plain records.
  return Object.entries(found) as unknown as [string, Resource][]
}

export interface Statement {
  Action: string | string[]
  Resource: unknown
  Condition?: unknown
}

/** What the role of one of our functions may do, as `action on resource` lines. */
export function grantsOf(template: Template, functionName: string): string[] {
  const [, fn] = resourcesOf(template, 'AWS::Lambda::Function').find(([, { Properties }]) =>
    String(Properties['Description']).startsWith(`Touchline ${functionName},`),
  )!
  return statementsOfRole(template, refOf(fn.Properties['Role'])).flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action} on ${nameOf(resource)}`)),
  )
}

export function statementsOfRole(template: Template, role: string): Statement[] {
  return resourcesOf(template, 'AWS::IAM::Policy')
    .filter(([, { Properties }]) => JSON.stringify(Properties['Roles']).includes(`"${role}"`))
    .flatMap(([, { Properties }]) => (Properties['PolicyDocument'] as { Statement: Statement[] }).Statement)
}

/** Logical id behind a Ref or an Fn::GetAtt. */
export function refOf(value: unknown): string {
  const reference = value as { Ref?: string; 'Fn::GetAtt'?: [string, string] }
  return reference.Ref ?? reference['Fn::GetAtt']?.[0] ?? String(value)
}

/** A resource as a short readable text: logical ids without their hashes, joins put together. */
export function nameOf(value: unknown): string {
  if (typeof value === 'string') return value
  const intrinsic = value as { Ref?: string; 'Fn::GetAtt'?: [string, string]; 'Fn::Join'?: [string, unknown[]] }
  if (intrinsic['Fn::Join']) return intrinsic['Fn::Join'][1].map(nameOf).join(intrinsic['Fn::Join'][0])
  if (intrinsic['Fn::GetAtt']) return plain(intrinsic['Fn::GetAtt'][0]) + (intrinsic['Fn::GetAtt'][1] === 'StreamArn' ? '.stream' : '')
  return plain(intrinsic.Ref ?? JSON.stringify(value))
}

const plain = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '')

function write(directory: string, name: string, text: string): void {
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, name), text)
}
