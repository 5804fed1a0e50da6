/**
 * The development issuer: stands where the user pool's hosted sign-in stands. One may sign in as an admin or as a member, without a password;
 * the tokens are real ones (RS256, by wall time) that the API's authorizer checks as it would check the pool's.
 */
import { createHash, randomBytes } from 'node:crypto'
import { rewriteAddresses, type LocalAddresses } from './edge-addresses.ts'
import { signInPage } from './issuer-page.ts'
import { createTokens, isRole, type Role } from './issuer-tokens.ts'
import { json, type AwsCall, type AwsReply, type ServiceContext } from './service.ts'

export interface Issuer {
  types: readonly string[]
  /** Whatever lies under `/_local/issuer`. */
  handle(call: Pick<AwsCall, 'method' | 'path' | 'query' | 'headers' | 'body'>): Promise<AwsReply>
  /** `POST /_local/token`. */
  token(role: Role): string
  jwks(): { keys: Record<string, unknown>[] }
}

interface Code {
  clientId: string
  redirectUri: string
  challenge: string
  scope: string
  role: Role
  expires: number
}
interface Client {
  id: string
  callbackUrls: string[]
  logoutUrls: string[]
  scopes: string[]
}

const codeLifetime = 5 * 60_000

export const createIssuer = (context: ServiceContext, addresses: () => LocalAddresses): Issuer => {
  const { template } = context
  const tokens = createTokens(context)
  const codes = new Map<string, Code>()
  const clients = template.resources('AWS::Cognito::UserPoolClient').map(({ logicalId, properties }) => ({
    id: template.ref(logicalId),
    callbackUrls: strings(properties.CallbackURLs),
    logoutUrls: strings(properties.LogoutURLs),
    scopes: strings(properties.AllowedOAuthScopes),
  }))
  const clientOf = (id: string | null): Client | undefined => clients.find((client) => client.id === id)
  const rewritten = (urls: string[]): string[] => urls.map((url) => rewriteAddresses(url, addresses()))

  const authorize = (query: URLSearchParams): AwsReply => {
    const client = clientOf(query.get('client_id'))
    if (!client) return wrong('unknown client_id')
    const redirectUri = query.get('redirect_uri') ?? ''
    if (!rewritten(client.callbackUrls).includes(redirectUri)) return wrong(`redirect_uri ${redirectUri} is not one of this client's`)
    const back = (more: Record<string, string>): AwsReply => redirect(redirectUri, { ...more, state: query.get('state') })
    if (query.get('response_type') !== 'code') return back({ error: 'unsupported_response_type' })
    const challenge = query.get('code_challenge')
    if (challenge === null || query.get('code_challenge_method') !== 'S256') return back({ error: 'invalid_request' })
    const scope = query.get('scope') ?? client.scopes.join(' ')
    if (scope.split(' ').some((name) => !client.scopes.includes(name))) return back({ error: 'invalid_scope' })
    const role = query.get('as')
    if (!isRole(role)) return html(signInPage(query, template.tenant))
    const code = randomBytes(24).toString('base64url')
    codes.set(code, { clientId: client.id, redirectUri, challenge, scope, role, expires: Date.now() + codeLifetime })
    return back({ code })
  }

  const exchange = (form: URLSearchParams): AwsReply => {
    const client = clientOf(form.get('client_id'))
    if (!client) return json({ error: 'invalid_client' }, 400)
    if (form.get('grant_type') === 'refresh_token') {
      const refreshed = tokens.refresh(form.get('refresh_token') ?? '', client.id)
      return refreshed ? json(refreshed) : json({ error: 'invalid_grant' }, 400)
    }
    if (form.get('grant_type') !== 'authorization_code') return json({ error: 'unsupported_grant_type' }, 400)
    const text = form.get('code') ?? ''
    const code = codes.get(text)
    // A code is good for one try, right or wrong.
    codes.delete(text)
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const good =
      code !== undefined &&
      code.expires > Date.now() &&
      code.clientId === client.id &&
      code.redirectUri === form.get('redirect_uri') &&
      code.challenge === proof
    return good ? json(tokens.issue(client.id, code.role, code.scope)) : json({ error: 'invalid_grant' }, 400)
  }

  const logout = (query: URLSearchParams): AwsReply => {
    const client = clientOf(query.get('client_id'))
    const target = query.get('logout_uri') ?? ''
    return client && rewritten(client.logoutUrls).includes(target)
      ? redirect(target, {})
      : wrong(`logout_uri ${target} is not one of this client's`)
  }

  const crossOrigin = (reply: AwsReply, origin: string | undefined): AwsReply =>
    origin === addresses().edge ? { ...reply, headers: { ...reply.headers, 'access-control-allow-origin': origin, vary: 'origin' } } : reply

  return {
    types: ['AWS::Cognito::UserPool', 'AWS::Cognito::UserPoolClient', 'AWS::Cognito::UserPoolDomain', 'AWS::Cognito::UserPoolGroup'],
    token: (role) => tokens.issue(clients[0]?.id ?? 'local', role, clients[0]?.scopes.join(' ') ?? '').access_token,
    jwks: () => tokens.jwks(),
    handle: async ({ method, path, query, headers, body }) => {
      const form = (): URLSearchParams => new URLSearchParams(body.toString('utf8'))
      switch (`${method} ${path.slice(path.indexOf('/issuer') + '/issuer'.length)}`) {
        case 'GET /oauth2/authorize':
        case 'GET /login':
          return authorize(query)
        case 'POST /oauth2/token':
          return crossOrigin(exchange(form()), headers.origin)
        case 'POST /oauth2/revoke':
          tokens.revoke(form().get('token') ?? '')
          return crossOrigin({ status: 200, body: '' }, headers.origin)
        case 'OPTIONS /oauth2/token':
        case 'OPTIONS /oauth2/revoke': {
          const allow = { 'access-control-allow-methods': 'POST', 'access-control-allow-headers': 'content-type' }
          return crossOrigin({ status: 204, headers: allow, body: '' }, headers.origin)
        }
        case 'GET /logout':
          return logout(query)
        case 'GET /.well-known/jwks.json':
          return json(tokens.jwks())
        default:
          return wrong('there is no such page at the development issuer', 404)
      }
    },
  }
}

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
const wrong = (why: string, status = 400): AwsReply => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: `${why}\n`,
})

const redirect = (target: string, query: Record<string, string | null>): AwsReply => {
  const url = new URL(target)
  for (const [name, value] of Object.entries(query)) if (value !== null) url.searchParams.set(name, value)
  return { status: 302, headers: { location: url.href, 'cache-control': 'no-store' }, body: '' }
}

const html = (body: string): AwsReply => ({
  status: 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    'referrer-policy': 'no-referrer',
  },
  body,
})
