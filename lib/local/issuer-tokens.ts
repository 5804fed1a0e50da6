/** Tokens shaped as Cognito's, signed by a key that is kept. They live by wall time: the dial does not sign anyone out. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  sign,
  type KeyObject,
} from 'node:crypto'
import type { ServiceContext } from './service.ts'

export type Role = 'admin' | 'member'
export const isRole = (value: unknown): value is Role => value === 'admin' || value === 'member'

export interface TokenAnswer {
  access_token: string
  id_token: string
  refresh_token?: string
  expires_in: number
  token_type: 'Bearer'
}
export interface Tokens {
  issue(clientId: string, role: Role, scope: string): TokenAnswer
  refresh(token: string, clientId: string): TokenAnswer | undefined
  revoke(token: string): void
  jwks(): { keys: Record<string, unknown>[] }
}

interface Grant {
  clientId: string
  role: Role
  scope: string
  expires: number
  authTime: number
}

const bucket = 'issuer'
/** Always the same people, so that what they own stays theirs. */
const people: Record<Role, { sub: string; email: string }> = {
  admin: { sub: '5a0e6a52-0000-4000-8000-00000000ad01', email: 'admin@local.example' },
  member: { sub: '5a0e6a52-0000-4000-8000-00000000be02', email: 'member@local.example' },
}

export const createTokens = ({ template, store }: ServiceContext): Tokens => {
  const key = keptKey(store)
  const jwk = createPublicKey(key).export({ format: 'jwk' })
  const kid = createHash('sha256').update(String(jwk.n)).digest('base64url').slice(0, 22)
  const issuer = template
    .resources('AWS::ApiGatewayV2::Authorizer')
    .map(({ properties }) => (properties.JwtConfiguration as { Issuer?: string } | undefined)?.Issuer)
    .find((found) => found !== undefined)
  if (issuer === undefined) throw new Error('the template has no JWT authorizer, so tokens would have no issuer')

  const jwt = (claims: Record<string, unknown>): string => {
    const signed = `${encode({ kid, alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`
  }

  const validity = (clientId: string, kind: 'AccessToken' | 'RefreshToken', usual: number): number => {
    const client = template.resources('AWS::Cognito::UserPoolClient').find(({ logicalId }) => template.ref(logicalId) === clientId)
    const value = client?.properties[`${kind}Validity`]
    const units = client?.properties.TokenValidityUnits as Partial<Record<string, keyof typeof unitSeconds>> | undefined
    return value === undefined ? usual : Number(value) * unitSeconds[units?.[kind] ?? (kind === 'AccessToken' ? 'hours' : 'days')]
  }

  const tokensFor = ({ clientId, role, scope, authTime }: Grant): TokenAnswer => {
    const now = Math.floor(Date.now() / 1000)
    const lifetime = validity(clientId, 'AccessToken', 3_600)
    const person = people[role]
    const both = { sub: person.sub, 'cognito:groups': [role], iss: issuer, auth_time: authTime, iat: now, exp: now + lifetime }
    return {
      access_token: jwt({ ...both, client_id: clientId, token_use: 'access', scope, username: role, jti: randomUUID() }),
      id_token: jwt({
        ...both,
        aud: clientId,
        token_use: 'id',
        'cognito:username': role,
        email: person.email,
        email_verified: true,
        jti: randomUUID(),
      }),
      expires_in: lifetime,
      token_type: 'Bearer',
    }
  }

  return {
    issue: (clientId, role, scope) => {
      const authTime = Math.floor(Date.now() / 1000)
      const grant = { clientId, role, scope, authTime, expires: authTime + validity(clientId, 'RefreshToken', 86_400) }
      const refresh = randomBytes(32).toString('base64url')
      store.put(bucket, refreshKey(refresh), grant satisfies Grant)
      return { ...tokensFor(grant), refresh_token: refresh }
    },
    refresh: (token, clientId) => {
      const grant = store.get<Grant>(bucket, refreshKey(token))
      return grant && grant.clientId === clientId && grant.expires > Date.now() / 1000 ? tokensFor(grant) : undefined
    },
    revoke: (token) => store.remove(bucket, refreshKey(token)),
    jwks: () => ({ keys: [{ kty: jwk.kty, n: jwk.n, e: jwk.e, kid, alg: 'RS256', use: 'sig' }] }),
  }
}

const unitSeconds = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 }

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const refreshKey = (token: string): string => `refresh#${createHash('sha256').update(token).digest('hex')}`

const keptKey = (store: ServiceContext['store']): KeyObject => {
  const kept = store.get<string>(bucket, 'key')
  if (kept !== undefined) return createPrivateKey(kept)
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  store.put(bucket, 'key', privateKey.export({ type: 'pkcs8', format: 'pem' }))
  return privateKey
}
