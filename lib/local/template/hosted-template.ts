/** The synthesized stack with everything resolved: what the hosted services are built from. */
import { statSync } from 'node:fs'
import { rewriteAddresses, type LocalAddresses } from '../edge-addresses.ts'
import type { HostedResource, HostedTemplate } from '../service.ts'
import type { StackAssembly } from './assembly.ts'
import { createResolver } from './intrinsics.ts'

export const localAccount = '123456789012'
export const localRegion = 'us-east-1'

export interface ResolvedTemplate extends HostedTemplate {
  /** Every resource's logical id and type, resolved or not. */
  inventory: { logicalId: string; type: string }[]
  outputs: Record<string, string>
  /** The resource that an ARN is of. */
  byArn(arn: string): HostedResource | undefined
}

export const resolveTemplate = (assembly: StackAssembly, addresses: LocalAddresses): ResolvedTemplate => {
  const { template, stackName, tags } = assembly
  const rewrite = (text: string): string => (text.includes('https://') ? rewriteAddresses(text, addresses) : text)
  const place = { stackName, region: localRegion, account: localAccount, awsUrl: byNumber(addresses.aws) }
  const resolver = createResolver(template, place, rewrite)
  const inventory = Object.entries(template.Resources)
    .filter(([logicalId]) => resolver.exists(logicalId))
    .map(([logicalId, { Type }]) => ({ logicalId, type: Type }))
  const resolved = new Map<string, HostedResource>()

  const resource = (logicalId: string): HostedResource | undefined => {
    const given = template.Resources[logicalId]
    if (!given || !resolver.exists(logicalId)) return undefined
    const known = resolved.get(logicalId)
    if (known) return known
    // A template's Properties is an object; resolving keeps its keys.
    const properties = resolver.resolve(given.Properties ?? {}) as Record<string, unknown>
    const made = { logicalId, type: given.Type, properties }
    resolved.set(logicalId, made)
    return made
  }
  const idsByArn = new Map(inventory.map(({ logicalId }) => [resolver.identity(logicalId).arn, logicalId]))

  return {
    stackName,
    tenant: tags.tenant ?? stackName.slice(stackName.indexOf('-') + 1),
    region: localRegion,
    account: localAccount,
    inventory,
    outputs: Object.fromEntries(
      Object.entries(template.Outputs ?? {}).map(([name, { Value }]) => [name, apiAtEdge(String(resolver.resolve(Value)), addresses)]),
    ),
    resources: (type) => inventory.filter((entry) => entry.type === type).flatMap(({ logicalId }) => resource(logicalId) ?? []),
    resource,
    ref: (logicalId) => resolver.identity(logicalId).ref,
    arn: (logicalId) => resolver.identity(logicalId).arn,
    byArn: (arn) => {
      const logicalId = arn === '' ? undefined : idsByArn.get(arn)
      return logicalId === undefined ? undefined : resource(logicalId)
    },
    assetDirectory: (objectKey) => {
      const path = assembly.assetPath(objectKey)
      if (!statSync(path).isDirectory()) throw new Error(`the asset ${objectKey} is no directory`)
      return path
    },
  }
}

/** The HTTP API is reached where the distribution serves it; inside the template its own domain still names it as an origin. */
const apiAtEdge = (text: string, { edge }: LocalAddresses): string =>
  text.replace(/^https:\/\/[a-z0-9]+\.execute-api\.[a-z0-9-]+\.amazonaws\.com/, edge)

/** What functions and queue URLs name: no lookup of `localhost` for each connection. */
export const byNumber = (url: string): string => url.replace('//localhost:', '//127.0.0.1:')
