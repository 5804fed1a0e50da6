/** Reads the template's HTTP API into routes, each with its authorizer and its function. */
import { readRouteKey, type RoutePattern } from './edge-routes.ts'
import type { JwtAuthorizer } from './edge-token.ts'
import type { HostedResource, HostedTemplate } from './service.ts'

export interface ApiRoute {
  pattern: RoutePattern
  functionArn: string
  timeoutMs: number
  authorizer: JwtAuthorizer | null
  scopes: string[]
  /** As what API Gateway calls the function: its resource policy must let this in. */
  sourceArn: string
}
export interface ApiResources {
  id: string
  domain: string
  stage: string
  routes: ApiRoute[]
}

const known: Record<string, string[]> = {
  'AWS::ApiGatewayV2::Api': ['Name', 'Description', 'ProtocolType', 'DisableExecuteApiEndpoint', 'Tags'],
  'AWS::ApiGatewayV2::Route': ['ApiId', 'RouteKey', 'Target', 'AuthorizationType', 'AuthorizerId', 'AuthorizationScopes'],
  'AWS::ApiGatewayV2::Integration': [
    'ApiId',
    'IntegrationType',
    'IntegrationUri',
    'IntegrationMethod',
    'PayloadFormatVersion',
    'TimeoutInMillis',
    'Description',
  ],
  'AWS::ApiGatewayV2::Authorizer': ['ApiId', 'AuthorizerType', 'IdentitySource', 'JwtConfiguration', 'Name'],
  // Access logs go to CloudWatch, which is not hosted; throttling is not played.
  'AWS::ApiGatewayV2::Stage': ['ApiId', 'StageName', 'AutoDeploy', 'AccessLogSettings', 'DefaultRouteSettings', 'Description', 'Tags'],
}

export const apiResources = (template: HostedTemplate): ApiResources => {
  for (const [type, allowed] of Object.entries(known)) for (const resource of template.resources(type)) onlyKnown(resource, allowed)
  const [api, ...others] = template.resources('AWS::ApiGatewayV2::Api')
  if (!api || others.length > 0) throw new Error('exactly one HTTP API is hosted here')
  if (api.properties.ProtocolType !== 'HTTP') throw new Error(`${api.logicalId}: only an HTTP API is hosted here`)
  const id = template.ref(api.logicalId)
  const stage = template.ref(template.resources('AWS::ApiGatewayV2::Stage')[0]?.logicalId ?? '$default')
  if (stage !== '$default') throw new Error(`only the stage $default is hosted here, not ${stage}`)
  const byName = (type: string): Map<string, HostedResource> =>
    new Map(template.resources(type).map((resource) => [template.ref(resource.logicalId), resource]))
  const integrations = byName('AWS::ApiGatewayV2::Integration')
  const authorizers = byName('AWS::ApiGatewayV2::Authorizer')

  const routes = template.resources('AWS::ApiGatewayV2::Route').map(({ logicalId, properties }): ApiRoute => {
    const pattern = readRouteKey(String(properties.RouteKey))
    const integration = integrations.get(String(properties.Target).replace(/^integrations\//, ''))?.properties
    if (!integration) throw new Error(`${logicalId}: its target ${String(properties.Target)} is not in this stack`)
    if (integration.IntegrationType !== 'AWS_PROXY' || integration.PayloadFormatVersion !== '2.0')
      throw new Error(`${logicalId}: only Lambda integrations with payload format 2.0 are hosted here`)
    const functionArn = functionIn(String(integration.IntegrationUri))
    const path = pattern.key === '$default' ? '/$default' : `/${pattern.segments.join('/')}`
    const sourceArn = `arn:aws:execute-api:${template.region}:${template.account}:${id}/${stage}/${pattern.method === 'ANY' ? '*' : pattern.method}${path}`
    return {
      pattern,
      functionArn,
      timeoutMs: Number(integration.TimeoutInMillis ?? 30_000),
      authorizer: authorizerOf(logicalId, properties, authorizers),
      scopes: (properties.AuthorizationScopes as string[] | undefined) ?? [],
      sourceArn,
    }
  })
  return { id, domain: `${id}.execute-api.${template.region}.amazonaws.com`, stage, routes }
}

const onlyKnown = ({ logicalId, type, properties }: HostedResource, allowed: string[]): void => {
  for (const property of Object.keys(properties))
    if (!allowed.includes(property)) throw new Error(`${logicalId}: ${type}'s ${property} is not hosted here`)
}

/** A function's ARN, also where the integration wraps it in API Gateway's own. */
const functionIn = (uri: string): string => /functions\/(arn:aws:lambda:.+)\/invocations$/.exec(uri)?.[1] ?? uri

const authorizerOf = (
  logicalId: string,
  { AuthorizationType: type = 'NONE', AuthorizerId: id }: Record<string, unknown>,
  authorizers: Map<string, HostedResource>,
): JwtAuthorizer | null => {
  if (type === 'NONE') return null
  const authorizer = authorizers.get(String(id))?.properties
  if (type !== 'JWT' || authorizer?.AuthorizerType !== 'JWT') throw new Error(`${logicalId}: only a JWT authorizer is hosted here`)
  if (String(authorizer.IdentitySource) !== '$request.header.Authorization')
    throw new Error(`${logicalId}: a token is taken from the Authorization header only`)
  const { Issuer, Audience } = authorizer.JwtConfiguration as { Issuer: string; Audience: string[] }
  return { issuer: Issuer, audience: Audience }
}

/** The wildcards of AWS: `*` any run of characters, `?` one. */
export const fits = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(text)
