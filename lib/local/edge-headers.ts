/** A response-headers policy: what is added to each answer of a behaviour, and whether it replaces what the origin said. */
import type { HostedTemplate } from './service.ts'

export interface PolicyHeader {
  name: string
  value: string
  override: boolean
}
export interface HeadersPolicy {
  set: PolicyHeader[]
  remove: string[]
}

type Json = Record<string, unknown>
type Headers = Record<string, string | string[]>

export const readHeadersPolicy = (template: HostedTemplate, id: string): HeadersPolicy => {
  const resource = template.resources('AWS::CloudFront::ResponseHeadersPolicy').find(({ logicalId }) => template.ref(logicalId) === id)
  if (!resource) throw new Error(`response-headers policy ${id} is not in this stack`)
  const config = resource.properties.ResponseHeadersPolicyConfig as Json
  for (const part of Object.keys(config))
    if (!['Name', 'Comment', 'SecurityHeadersConfig', 'CustomHeadersConfig', 'RemoveHeadersConfig'].includes(part))
      throw new Error(`${resource.logicalId}: ${part} is not played here`)
  const items = <T>(part: string): T[] => (config[part] as { Items?: T[] } | undefined)?.Items ?? []
  return {
    set: [
      ...Object.entries((config.SecurityHeadersConfig as Record<string, Json> | undefined) ?? {}).map(([kind, given]) =>
        securityHeader(kind, given, resource.logicalId),
      ),
      ...items<{ Header: string; Value: string; Override: unknown }>('CustomHeadersConfig').map(({ Header, Value, Override }) => ({
        name: Header.toLowerCase(),
        value: Value,
        override: truth(Override),
      })),
    ],
    remove: items<{ Header: string }>('RemoveHeadersConfig').map(({ Header }) => Header.toLowerCase()),
  }
}

export const applyHeaders = (headers: Headers, policy: HeadersPolicy | null): Headers => {
  if (!policy) return headers
  const result = Object.fromEntries(Object.entries(headers).filter(([name]) => !policy.remove.includes(name)))
  for (const { name, value, override } of policy.set) if (override || result[name] === undefined) result[name] = value
  return result
}

const truth = (value: unknown): boolean => String(value) === 'true'

const securityHeader = (kind: string, given: Json, where: string): PolicyHeader => {
  const header = (name: string, value: unknown): PolicyHeader => ({ name, value: String(value), override: truth(given.Override) })
  switch (kind) {
    case 'ContentSecurityPolicy':
      return header('content-security-policy', given.ContentSecurityPolicy)
    case 'ContentTypeOptions':
      return header('x-content-type-options', 'nosniff')
    case 'FrameOptions':
      return header('x-frame-options', given.FrameOption)
    case 'ReferrerPolicy':
      return header('referrer-policy', given.ReferrerPolicy)
    case 'StrictTransportSecurity':
      return header(
        'strict-transport-security',
        [
          `max-age=${String(given.AccessControlMaxAgeSec)}`,
          ...(truth(given.IncludeSubdomains) ? ['includeSubDomains'] : []),
          ...(truth(given.Preload) ? ['preload'] : []),
        ].join('; '),
      )
    default:
      throw new Error(`${where}: ${kind} is not played here`)
  }
}
