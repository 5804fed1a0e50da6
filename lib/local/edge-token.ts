/** The HTTP API's JWT authorizer: what it accepts, and what it tells the function of it. */
import { createPublicKey, verify, type JsonWebKey } from 'node:crypto'

export interface JwtAuthorizer {
  issuer: string
  audience: string[]
}
export type Verdict =
  | { allowed: true; claims: Record<string, string>; scopes: string[] | null }
  | { allowed: false; status: 401 | 403; why: string }

type Jwk = JsonWebKey & { kid?: string }

/** `now` is wall time in milliseconds. `scopes` are the route's: one of them suffices. */
export const checkToken = (header: string | undefined, authorizer: JwtAuthorizer, keys: Jwk[], scopes: string[], now: number): Verdict => {
  if (header === undefined) return refuse('no token')
  const token = header.replace(/^Bearer\s+/i, '')
  const [head = '', body = '', signature = ''] = token.split('.')
  const { alg, kid } = read(head) ?? {}
  const claims = read(body)
  const jwk = keys.find((key) => key.kid === kid)
  if (!claims || alg !== 'RS256' || !jwk) return refuse('not a token of this issuer')
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  if (!verify('RSA-SHA256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))) return refuse('bad signature')
  if (claims.iss !== authorizer.issuer) return refuse('another issuer')
  const audience = [claims.aud ?? claims.client_id].flat()
  if (!audience.some((one) => authorizer.audience.includes(String(one)))) return refuse('another audience')
  const seconds = now / 1000
  if (typeof claims.exp !== 'number' || claims.exp <= seconds) return refuse('expired')
  if (typeof claims.nbf === 'number' && claims.nbf > seconds) return refuse('not yet valid')
  if (typeof claims.iat === 'number' && claims.iat > seconds + 60) return refuse('issued in the future')
  const granted = typeof claims.scope === 'string' ? claims.scope.split(' ') : []
  if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope))) return refuse('missing scope', 403)
  return { allowed: true, claims: asStrings(claims), scopes: scopes.length > 0 ? granted : null }
}

const refuse = (why: string, status: 401 | 403 = 401): Verdict => ({ allowed: false, status, why })

const read = (part: string): Record<string, unknown> | undefined => {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>
  } catch {
    return undefined
  }
}

/** API Gateway hands every claim over as a string; a list becomes `[one two]`. */
const asStrings = (claims: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      Array.isArray(value) ? `[${value.join(' ')}]` : typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )
