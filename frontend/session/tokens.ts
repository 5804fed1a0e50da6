/** The issuer's token endpoint: the one origin beside its own that the dashboard may speak to. */
import { isRecord } from '../api/reading.ts'
import { signInSettings } from './settings.ts'

export interface Tokens {
  accessToken: string
  idToken: string | null
  refreshToken: string | null
  /** Epoch milliseconds by this machine's clock. */
  expiresAt: number
}

export const exchangeCode = async (code: string, verifier: string, redirectUri: string): Promise<Tokens> => {
  const tokens = await ask({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri })
  if (!tokens) throw new Error('The sign-in has lapsed. Please try again.')
  return tokens
}

/** Null where the issuer says that the session has ended; throws where it could not be asked. */
export const refresh = (refreshToken: string): Promise<Tokens | null> => ask({ grant_type: 'refresh_token', refresh_token: refreshToken })

const ask = async (grant: Record<string, string>): Promise<Tokens | null> => {
  const { tokenUrl, clientId } = await signInSettings()
  const answer = await fetch(tokenUrl, { method: 'POST', body: new URLSearchParams({ ...grant, client_id: clientId }) })
  if (answer.status >= 400 && answer.status < 500) return null
  if (!answer.ok) throw new Error(`The sign-in service answered ${answer.status}. Please try again.`)
  const body: unknown = await answer.json()
  if (!isRecord(body) || typeof body['access_token'] !== 'string') throw new Error('The sign-in service sent no token. Please try again.')
  const text = (key: string): string | null => (typeof body[key] === 'string' ? body[key] : null)
  return {
    accessToken: body['access_token'],
    idToken: text('id_token'),
    refreshToken: text('refresh_token'),
    expiresAt: Date.now() + (typeof body['expires_in'] === 'number' ? body['expires_in'] : 300) * 1000,
  }
}
