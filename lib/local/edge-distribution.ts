/** Reads the template's CloudFront distribution into behaviours. What is not played is an error at start. */
import { fits } from './edge-api-resources.ts'
import { loadViewerFunction, type ViewerFunction } from './edge-function.ts'
import { readHeadersPolicy, type HeadersPolicy } from './edge-headers.ts'
import type { HostedTemplate } from './service.ts'

export interface Behaviour {
  /** `*` for the default one. */
  pattern: string
  origin: 'api' | 'files'
  methods: string[]
  viewerRequest: ViewerFunction | null
  headers: HeadersPolicy | null
  compress: boolean
}
export interface Distribution {
  defaultRootObject: string
  /** In the order in which CloudFront tries them. */
  behaviours: Behaviour[]
}

type Json = Record<string, unknown>

/** Managed policies whose effect is played. */
const cachePolicies = { optimized: '658327ea-f89d-4fab-a63d-7e88639e58f6', disabled: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad' }
const allViewerExceptHost = 'b689b0a8-53d0-40ab-baf2-68738e2966ac'

const known = {
  distribution: [
    'CacheBehaviors',
    'Comment',
    'DefaultCacheBehavior',
    'DefaultRootObject',
    'Enabled',
    'HttpVersion',
    'IPV6Enabled',
    'Origins',
    'PriceClass',
    'ViewerCertificate',
    'Aliases',
    'Logging',
    'WebACLId',
  ],
  behaviour: [
    'AllowedMethods',
    'CachePolicyId',
    'CachedMethods',
    'Compress',
    'FunctionAssociations',
    'OriginRequestPolicyId',
    'PathPattern',
    'ResponseHeadersPolicyId',
    'TargetOriginId',
    'ViewerProtocolPolicy',
  ],
  origin: [
    'CustomOriginConfig',
    'DomainName',
    'Id',
    'OriginAccessControlId',
    'OriginPath',
    'S3OriginConfig',
    'OriginShield',
    'ConnectionAttempts',
    'ConnectionTimeout',
  ],
}

export const readDistribution = (template: HostedTemplate): Distribution => {
  const [resource, ...others] = template.resources('AWS::CloudFront::Distribution')
  if (!resource || others.length > 0) throw new Error('exactly one CloudFront distribution is hosted here')
  const config = resource.properties.DistributionConfig as Json
  only(config, known.distribution, 'the distribution')
  mustBeReadable(template, template.arn(resource.logicalId))
  const origins = new Map((config.Origins as Json[]).map((origin) => [String(origin.Id), originKind(origin)]))

  const behaviour = (given: Json): Behaviour => {
    const pattern = text(given.PathPattern, '*')
    only(given, known.behaviour, `behaviour ${pattern}`)
    const origin = origins.get(String(given.TargetOriginId))
    if (!origin) throw new Error(`behaviour ${pattern}: there is no origin ${String(given.TargetOriginId)}`)
    const cache = String(given.CachePolicyId)
    if (!Object.values(cachePolicies).includes(cache)) throw new Error(`behaviour ${pattern}: cache policy ${cache} is not played here`)
    // Anything less would drop the Authorization header or the query on the way to the API, which is easily overlooked.
    if (origin === 'api' && (cache !== cachePolicies.disabled || given.OriginRequestPolicyId !== allViewerExceptHost))
      throw new Error(`behaviour ${pattern}: the API must see all that the viewer sent but the host, and nothing may be cached`)
    if (origin === 'files' && given.OriginRequestPolicyId !== undefined)
      throw new Error(`behaviour ${pattern}: an origin request policy for files is not played here`)
    return {
      pattern,
      origin,
      methods: (given.AllowedMethods as string[] | undefined) ?? ['GET', 'HEAD'],
      viewerRequest: viewerFunction(template, (given.FunctionAssociations as Json[] | undefined) ?? [], pattern),
      headers: given.ResponseHeadersPolicyId === undefined ? null : readHeadersPolicy(template, text(given.ResponseHeadersPolicyId)),
      compress: given.Compress !== false && cache === cachePolicies.optimized,
    }
  }
  return {
    defaultRootObject: text(config.DefaultRootObject),
    behaviours: [...((config.CacheBehaviors as Json[] | undefined) ?? []), config.DefaultCacheBehavior as Json].map(behaviour),
  }
}

export const behaviourFor = ({ behaviours }: Distribution, path: string): Behaviour => {
  const found = behaviours.find(({ pattern }) => fits(pattern.startsWith('/') || pattern === '*' ? pattern : `/${pattern}`, path))
  if (!found) throw new Error(`no behaviour for ${path}`)
  return found
}

const originKind = (origin: Json): 'api' | 'files' => {
  only(origin, known.origin, `origin ${String(origin.Id)}`)
  if (origin.OriginPath !== undefined && origin.OriginPath !== '') throw new Error(`origin ${String(origin.Id)}: a path is not played here`)
  if (origin.S3OriginConfig === undefined) return 'api'
  if (origin.OriginAccessControlId === undefined)
    throw new Error(`origin ${String(origin.Id)}: the bucket is private, and no access control opens it`)
  return 'files'
}

interface BucketStatement {
  Effect: string
  Action: string | string[]
  Principal?: { Service?: string }
  Condition?: { StringEquals?: Record<string, string> }
}

/** S3 itself is not asked for each file: that its policy lets this distribution read is checked once. */
const mustBeReadable = (template: HostedTemplate, distributionArn: string): void => {
  const statements = template
    .resources('AWS::S3::BucketPolicy')
    .flatMap(({ properties }) => (properties.PolicyDocument as { Statement: BucketStatement[] }).Statement)
  const lets = ({ Effect, Action, Principal, Condition }: BucketStatement): boolean =>
    Effect === 'Allow' &&
    [Action].flat().includes('s3:GetObject') &&
    Principal?.Service === 'cloudfront.amazonaws.com' &&
    Object.entries(Condition?.StringEquals ?? {}).every(
      ([key, value]) => key.toLowerCase() === 'aws:sourcearn' && value === distributionArn,
    )
  if (!statements.some(lets)) throw new Error('no bucket policy lets the distribution read the files')
}

const viewerFunction = (template: HostedTemplate, associations: Json[], pattern: string): ViewerFunction | null => {
  const [association, ...others] = associations
  if (!association) return null
  if (others.length > 0 || association.EventType !== 'viewer-request')
    throw new Error(`behaviour ${pattern}: only one function, on viewer-request, is played here`)
  const resource = template
    .resources('AWS::CloudFront::Function')
    .find(({ logicalId }) => template.arn(logicalId) === association.FunctionARN)
  if (!resource) throw new Error(`behaviour ${pattern}: function ${String(association.FunctionARN)} is not in this stack`)
  return loadViewerFunction(String(resource.properties.FunctionCode), resource.logicalId)
}

const only = (value: Json, allowed: string[], where: string): void => {
  for (const property of Object.keys(value)) if (!allowed.includes(property)) throw new Error(`${where}: ${property} is not played here`)
}

const text = (value: unknown, otherwise = ''): string => (typeof value === 'string' ? value : otherwise)
