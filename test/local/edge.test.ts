import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { startEdge, type Edge } from '../../lib/local/edge.ts'
import { createIssuer } from '../../lib/local/issuer.ts'
import type { HostedResource, ServiceContext } from '../../lib/local/service.ts'
import { call, fakeContext, parsed } from './fake-context.ts'

const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:api'
const authorized = { AuthorizationType: 'JWT', AuthorizerId: 'auth1' }
const issuerName = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_People'
const toApi = {
  TargetOriginId: 'api',
  AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
  CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
  OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
  ViewerProtocolPolicy: 'https-only',
  ResponseHeadersPolicyId: 'api-policy',
}
const route = (logicalId: string, key: string, more: Record<string, unknown> = {}): HostedResource => ({
  logicalId,
  type: 'AWS::ApiGatewayV2::Route',
  properties: { ApiId: 'api1', RouteKey: key, Target: 'integrations/int1', AuthorizationType: 'NONE', ...more },
})
const resources = (): HostedResource[] => [
  { logicalId: 'Api', type: 'AWS::ApiGatewayV2::Api', properties: { Name: 'touchline', ProtocolType: 'HTTP' } },
  { logicalId: 'Stage', type: 'AWS::ApiGatewayV2::Stage', properties: { ApiId: 'api1', StageName: '$default', AutoDeploy: true } },
  {
    logicalId: 'Integration',
    type: 'AWS::ApiGatewayV2::Integration',
    properties: { ApiId: 'api1', IntegrationType: 'AWS_PROXY', IntegrationUri: functionArn, PayloadFormatVersion: '2.0' },
  },
  {
    logicalId: 'Authorizer',
    type: 'AWS::ApiGatewayV2::Authorizer',
    properties: {
      ApiId: 'api1',
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: issuerName, Audience: ['client1'] },
    },
  },
  {
    logicalId: 'Client',
    type: 'AWS::Cognito::UserPoolClient',
    properties: {
      CallbackURLs: ['https://d111.cloudfront.net/signed-in'],
      LogoutURLs: ['https://d111.cloudfront.net/'],
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      AccessTokenValidity: 30,
      TokenValidityUnits: { AccessToken: 'minutes' },
    },
  },
  route('Open', 'GET /api/v1/sign-in'),
  route('Closed', 'GET /api/v1/sequences/{id}', authorized),
  route('Create', 'POST /api/v1/sequences', authorized),
  route('OptOut', 'POST /u/{token}'),
  {
    logicalId: 'Readable',
    type: 'AWS::S3::BucketPolicy',
    properties: {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 's3:GetObject',
            Principal: { Service: 'cloudfront.amazonaws.com' },
            Condition: { StringEquals: { 'AWS:SourceArn': 'arn:distribution' } },
          },
        ],
      },
    },
  },
  {
    logicalId: 'DeepLinks',
    type: 'AWS::CloudFront::Function',
    properties: {
      FunctionCode:
        "function handler(event) { var r = event.request; if (r.uri.split('/').pop().indexOf('.') === -1) r.uri = '/index.html'; return r }",
    },
  },
  {
    logicalId: 'Policy',
    type: 'AWS::CloudFront::ResponseHeadersPolicy',
    properties: {
      ResponseHeadersPolicyConfig: {
        Name: 'dashboard',
        SecurityHeadersConfig: {
          ContentSecurityPolicy: {
            ContentSecurityPolicy: "default-src 'none'; connect-src 'self' https://acme.auth.us-east-1.amazoncognito.com; base-uri 'none'",
            Override: true,
          },
          ContentTypeOptions: { Override: true },
          FrameOptions: { FrameOption: 'DENY', Override: true },
        },
        CustomHeadersConfig: { Items: [{ Header: 'Permissions-Policy', Value: 'camera=()', Override: true }] },
      },
    },
  },
  {
    logicalId: 'ApiPolicy',
    type: 'AWS::CloudFront::ResponseHeadersPolicy',
    properties: {
      ResponseHeadersPolicyConfig: {
        Name: 'api',
        SecurityHeadersConfig: { ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'none'", Override: false } },
      },
    },
  },
  {
    logicalId: 'Upload',
    type: 'Custom::CDKBucketDeployment',
    properties: { SourceObjectKeys: ['site.zip'], Exclude: ['assets/*'], SystemMetadata: { 'cache-control': 'public, max-age=0' } },
  },
  {
    logicalId: 'UploadAssets',
    type: 'Custom::CDKBucketDeployment',
    properties: {
      SourceObjectKeys: ['site.zip'],
      Exclude: ['*'],
      Include: ['assets/*'],
      SystemMetadata: { 'cache-control': 'public, max-age=31536000, immutable' },
    },
  },
  {
    logicalId: 'Distribution',
    type: 'AWS::CloudFront::Distribution',
    properties: {
      DistributionConfig: {
        Enabled: true,
        DefaultRootObject: 'index.html',
        Origins: [
          { Id: 'files', DomainName: 'bucket.s3.us-east-1.amazonaws.com', S3OriginConfig: {}, OriginAccessControlId: 'oac' },
          { Id: 'api', DomainName: 'api1.execute-api.us-east-1.amazonaws.com', CustomOriginConfig: {} },
        ],
        DefaultCacheBehavior: {
          TargetOriginId: 'files',
          Compress: true,
          CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
          ViewerProtocolPolicy: 'redirect-to-https',
          ResponseHeadersPolicyId: 'policy',
          FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: 'arn:deep-links' }],
        },
        CacheBehaviors: ['/api/*', '/u/*'].map((PathPattern) => ({ ...toApi, PathPattern })),
      },
    },
  },
]

const site = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'edge-'))
  mkdirSync(join(directory, 'assets'))
  writeFileSync(join(directory, 'index.html'), '<!doctype html><title>Touchline</title>')
  writeFileSync(join(directory, 'assets/app-1.js'), 'console.log(1);'.repeat(200))
  return directory
}

const edges: Edge[] = []
afterEach(async () => {
  for (const edge of edges.splice(0)) await edge.stop()
})

type Invoke = ServiceContext['invokeFunction']
const open = async (invoke: Invoke = async () => ({ payload: { statusCode: 200, body: '{}' } }), given = resources()) => {
  const context = fakeContext({
    resources: given,
    names: {
      Stage: '$default',
      Api: 'api1',
      Integration: 'int1',
      Authorizer: 'auth1',
      Client: 'client1',
      Policy: 'policy',
      ApiPolicy: 'api-policy',
    },
    arns: { DeepLinks: 'arn:deep-links', Distribution: 'arn:distribution' },
    assets: { 'site.zip': site() },
    invoke,
  })
  const addresses = { edge: 'http://localhost:4000', aws: 'http://localhost:4566' }
  const issuer = createIssuer(context, () => addresses)
  const edge = await startEdge(context, { port: 0, addresses: () => addresses, issuer })
  edges.push(edge)
  return { edge, issuer, context, get: (path: string, init?: RequestInit) => fetch(`${edge.url}${path}`, { redirect: 'manual', ...init }) }
}

describe('the dashboard', () => {
  it('is served at the root under its policy, which names the issuer of this machine', async () => {
    const { get } = await open()
    const answer = await get('/')
    expect(await answer.text()).toContain('<title>Touchline</title>')
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(answer.headers.get('cache-control')).toBe('public, max-age=0')
    expect(answer.headers.get('content-security-policy')).toBe(
      "default-src 'none'; connect-src 'self' http://localhost:4566/_local/issuer/; base-uri 'none'",
    )
    expect(answer.headers.get('x-frame-options')).toBe('DENY')
    expect(answer.headers.get('permissions-policy')).toBe('camera=()')
  })

  it('answers a deep link with its index, and a missing file as the private bucket does', async () => {
    const { get } = await open()
    expect(await (await get('/sequences/01ABC')).text()).toContain('Touchline')
    expect((await get('/assets/absent.js')).status).toBe(403)
  })

  it('compresses its files, and knows them again', async () => {
    const { get } = await open()
    const answer = await get('/assets/app-1.js', { headers: { 'accept-encoding': 'br' } })
    expect(answer.headers.get('content-encoding')).toBe('br')
    expect(answer.headers.get('cache-control')).toContain('immutable')
    expect(await answer.text()).toContain('console.log(1);')
    const again = await get('/assets/app-1.js', { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } })
    expect(again.status).toBe(304)
  })

  it('takes no other method than its behaviour allows', async () => {
    const { get } = await open()
    expect((await get('/', { method: 'POST', body: 'x' })).status).toBe(403)
  })
})

describe('an open route', () => {
  it('reaches its function as payload format 2.0', async () => {
    const seen: Record<string, unknown>[] = []
    const { get } = await open(async (arn, payload) => {
      expect(arn).toBe(functionArn)
      seen.push(payload as Record<string, unknown>)
      return { payload: { statusCode: 201, headers: { 'Content-Type': 'application/json' }, cookies: ['a=1'], body: '{"ok":true}' } }
    })
    const answer = await get('/u/tok%2Fen?a=1&a=2', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: 'x=1; y=2' },
      body: 'List-Unsubscribe=One-Click',
    })
    expect(answer.status).toBe(201)
    expect(await answer.json()).toEqual({ ok: true })
    expect(answer.headers.get('set-cookie')).toBe('a=1')
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'")
    expect(seen[0]).toMatchObject({
      version: '2.0',
      routeKey: 'POST /u/{token}',
      rawQueryString: 'a=1&a=2',
      queryStringParameters: { a: '1,2' },
      pathParameters: { token: 'tok/en' },
      cookies: ['x=1', 'y=2'],
      isBase64Encoded: true,
      body: Buffer.from('List-Unsubscribe=One-Click').toString('base64'),
      requestContext: { stage: '$default', time: '20/Nov/2026:15:00:00 +0000', http: { method: 'POST' } },
    })
    expect(seen[0]?.headers).not.toHaveProperty('cookie')
  })

  it("says when it answered, by the dial's time", async () => {
    const { get, context } = await open()
    expect((await get('/api/v1/sign-in')).headers.get('date')).toBe('Fri, 20 Nov 2026 15:00:00 GMT')
    await context.advance(86_400_000)
    expect((await get('/api/v1/sign-in')).headers.get('date')).toBe('Sat, 21 Nov 2026 15:00:00 GMT')
  })

  it('keeps the policy that an answer brings with it', async () => {
    const { get } = await open(async () => ({ payload: { statusCode: 200, headers: { 'content-security-policy': 'own' }, body: '' } }))
    expect((await get('/api/v1/sign-in')).headers.get('content-security-policy')).toBe('own')
  })

  it('is an error where API Gateway may not invoke its function', async () => {
    const { get, context } = await open()
    context.denied.add('lambda:InvokeFunction')
    expect((await get('/api/v1/sign-in')).status).toBe(500)
    expect(context.asked).toMatchObject([
      {
        principal: {
          kind: 'service',
          name: 'apigateway.amazonaws.com',
          sourceArn: 'arn:aws:execute-api:us-east-1:123456789012:api1/$default/GET/api/v1/sign-in',
        },
        resource: functionArn,
      },
    ])
  })

  it('that does not exist is not the dashboard', async () => {
    const { get } = await open()
    const answer = await get('/api/v1/nothing')
    expect(answer.status).toBe(404)
    expect(await answer.json()).toEqual({ message: 'Not Found' })
  })

  it('answers 500 where its function throws, and 413 to more than 10 MB', async () => {
    const { get } = await open(async () => ({ payload: { errorMessage: 'x' }, functionError: 'Unhandled' }))
    expect((await get('/api/v1/sign-in')).status).toBe(500)
    expect((await get('/u/t', { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) })).status).toBe(413)
  })
})

describe('a closed route', () => {
  it('passes the claims of a good token on, as strings', async () => {
    const seen: unknown[] = []
    const { get, issuer } = await open(async (_arn, payload) => {
      seen.push(payload)
      return { payload: { statusCode: 200, body: '{}' } }
    })
    const answer = await get('/api/v1/sequences/s1', { headers: { authorization: `Bearer ${issuer.token('admin')}` } })
    expect(answer.status).toBe(200)
    expect(seen[0]).toMatchObject({
      requestContext: {
        authorizer: { jwt: { claims: { 'cognito:groups': '[admin]', token_use: 'access', client_id: 'client1', iss: issuerName } } },
      },
    })
  })

  it.each([
    ['no token', () => undefined],
    ['a token that was changed', (token: string) => `${token.slice(0, -8)}AAAAAAAA`],
    ['another word', () => 'nonsense'],
  ])('refuses %s', async (_what, change) => {
    const { get, issuer } = await open()
    const token = change(issuer.token('member'))
    const answer = await get('/api/v1/sequences/s1', token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } })
    expect(answer.status).toBe(401)
    expect(await answer.json()).toEqual({ message: 'Unauthorized' })
  })
})

describe('the template is refused at start', () => {
  const changed = (change: (config: Record<string, unknown>) => void): HostedResource[] => {
    const given = resources()
    change(given.at(-1)!.properties.DistributionConfig as Record<string, unknown>)
    return given
  }
  it.each([
    ['for a part of the distribution that is not played', (config: Record<string, unknown>) => (config.Restrictions = {}), /Restrictions/],
    [
      'where the API would not see the Authorization header',
      (config: Record<string, unknown>) => delete (config.CacheBehaviors as Record<string, unknown>[])[0]!.OriginRequestPolicyId,
      /all that the viewer sent/,
    ],
    [
      'where nothing opens the private bucket',
      (config: Record<string, unknown>) => delete (config.Origins as Record<string, unknown>[])[0]!.OriginAccessControlId,
      /private/,
    ],
  ])('%s', async (_why, change, message) => {
    await expect(open(undefined, changed(change))).rejects.toThrow(message)
  })
})

describe('the private bucket', () => {
  it('must let this distribution read it', async () => {
    const given = resources().filter(({ logicalId }) => logicalId !== 'Readable')
    await expect(open(undefined, given)).rejects.toThrow(/read the files/)
  })
})

describe('the development issuer', () => {
  const verifier = 'a-verifier-that-is-long-enough-for-anyone-to-accept'
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const ask = (query: Record<string, string>) =>
    call({ method: 'GET', path: '/_local/issuer/oauth2/authorize', query: new URLSearchParams(query) })
  const wanted = {
    client_id: 'client1',
    response_type: 'code',
    redirect_uri: 'http://localhost:4000/signed-in',
    scope: 'openid email profile',
    state: 'st',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  }
  const trade = (form: Record<string, string>) =>
    call({
      path: '/_local/issuer/oauth2/token',
      headers: { origin: 'http://localhost:4000' },
      body: Buffer.from(new URLSearchParams(form).toString()),
    })

  it('signs in by code with PKCE, refreshes, and forgets a revoked session', async () => {
    const { issuer, get } = await open()
    expect(String((await issuer.handle(ask(wanted))).body)).toContain('Sign in as admin')
    const back = await issuer.handle(ask({ ...wanted, as: 'admin' }))
    const location = new URL(back.headers?.location ?? '')
    expect(location.origin + location.pathname).toBe(wanted.redirect_uri)
    expect(location.searchParams.get('state')).toBe('st')
    const code = location.searchParams.get('code') ?? ''
    const form = {
      grant_type: 'authorization_code',
      client_id: 'client1',
      code,
      redirect_uri: wanted.redirect_uri,
      code_verifier: verifier,
    }
    const reply = await issuer.handle(trade(form))
    expect(reply.headers?.['access-control-allow-origin']).toBe('http://localhost:4000')
    const tokens = parsed(reply)
    expect(tokens.expires_in).toBe(1_800)
    expect((await get('/api/v1/sequences/s1', { headers: { authorization: `Bearer ${String(tokens.access_token)}` } })).status).toBe(200)
    expect((await issuer.handle(trade(form))).status).toBe(400)
    const renew = { grant_type: 'refresh_token', client_id: 'client1', refresh_token: String(tokens.refresh_token) }
    expect((await issuer.handle(trade(renew))).status).toBe(200)
    await issuer.handle(call({ path: '/_local/issuer/oauth2/revoke', body: Buffer.from(`token=${String(tokens.refresh_token)}`) }))
    expect((await issuer.handle(trade(renew))).status).toBe(400)
  })

  it.each([
    ['another verifier', { code_verifier: 'wrong' }],
    ['another address', { redirect_uri: 'http://localhost:4000/elsewhere' }],
  ])('refuses a code with %s', async (_what, change) => {
    const { issuer } = await open()
    const back = await issuer.handle(ask({ ...wanted, as: 'member' }))
    const code = new URL(back.headers?.location ?? '').searchParams.get('code') ?? ''
    const form = {
      grant_type: 'authorization_code',
      client_id: 'client1',
      code,
      redirect_uri: wanted.redirect_uri,
      code_verifier: verifier,
    }
    expect((await issuer.handle(trade({ ...form, ...change }))).status).toBe(400)
  })

  it('sends nobody to an address that is not the client’s', async () => {
    const { issuer } = await open()
    const reply = await issuer.handle(ask({ ...wanted, as: 'admin', redirect_uri: 'https://evil.example.com/' }))
    expect(reply.status).toBe(400)
  })
})
