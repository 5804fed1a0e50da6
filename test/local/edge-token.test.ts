import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { checkToken } from '../../lib/local/edge-token.ts'

const now = Date.parse('2026-11-20T15:00:00Z')
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }]
const authorizer = { issuer: 'https://issuer.example.com/pool', audience: ['client1'] }
const good = {
  iss: authorizer.issuer,
  client_id: 'client1',
  token_use: 'access',
  scope: 'openid email',
  'cognito:groups': ['admin', 'member'],
  iat: now / 1000 - 10,
  exp: now / 1000 + 10,
}
const token = (claims: Record<string, unknown>, header: Record<string, unknown> = {}) => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${encode({ alg: 'RS256', kid: 'k1', ...header })}.${encode(claims)}`
  return `Bearer ${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`
}
const check = (claims: Record<string, unknown>, scopes: string[] = [], header = {}) =>
  checkToken(token({ ...good, ...claims }, header), authorizer, keys, scopes, now)

describe('a token is accepted', () => {
  it('with all its claims as the strings that a function gets', () => {
    expect(check({})).toMatchObject({
      allowed: true,
      claims: { 'cognito:groups': '[admin member]', exp: String(good.exp), client_id: 'client1' },
    })
  })

  it('for its audience, where it is an id token', () => {
    expect(check({ client_id: undefined, aud: 'client1' })).toMatchObject({ allowed: true })
  })

  it('where it has one of the scopes that the route wants', () => {
    expect(check({}, ['email', 'admin'])).toMatchObject({ allowed: true, scopes: ['openid', 'email'] })
  })
})

describe('a token is refused', () => {
  it.each([
    ['once it has expired', { exp: now / 1000 - 1 }],
    ['without an expiry', { exp: undefined }],
    ['before its time', { nbf: now / 1000 + 60 }],
    ['issued in the future', { iat: now / 1000 + 3_600 }],
    ['of another issuer', { iss: 'https://other.example.com' }],
    ['of another client', { client_id: 'client2' }],
  ])('%s', (_why, claims) => {
    expect(check(claims)).toMatchObject({ allowed: false, status: 401 })
  })

  it('signed by no key of the issuer, or not signed at all', () => {
    expect(check({}, [], { kid: 'k2' })).toMatchObject({ allowed: false, status: 401 })
    expect(check({}, [], { alg: 'none' })).toMatchObject({ allowed: false, status: 401 })
  })

  it('as forbidden, where it lacks every scope of the route', () => {
    expect(check({}, ['admin'])).toMatchObject({ allowed: false, status: 403 })
  })
})
