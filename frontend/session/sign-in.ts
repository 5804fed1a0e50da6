/** OAuth 2 authorization code with PKCE against the API authorizer's own issuer. */
import { isRecord, kept } from '../api/reading.ts'
import { challengeOf, randomText } from './pkce.ts'
import { closeSession, openSession, settleSession } from './session.ts'
import { signInSettings } from './settings.ts'
import { exchangeCode } from './tokens.ts'

interface Pending {
  state: string
  verifier: string
  returnTo: string
}

const pendingKey = 'touchline.sign-in'
const redirectUri = (): string => `${location.origin}/signed-in`

/** Leaves for the issuer; it comes back to `/signed-in`, and from there to `returnTo`. */
export const startSignIn = async (returnTo: string): Promise<void> => {
  const { authorizeUrl, clientId } = await signInSettings()
  const pending: Pending = { state: randomText(), verifier: randomText(), returnTo }
  sessionStorage.setItem(pendingKey, JSON.stringify(pending))
  const url = new URL(authorizeUrl)
  const query = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri(),
    scope: 'openid email profile',
    state: pending.state,
    code_challenge: await challengeOf(pending.verifier),
    code_challenge_method: 'S256',
  }
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value)
  location.assign(url)
}

/** Ends the round trip: exchanges the code and answers the path to go on to. */
export const finishSignIn = async (query: { code?: string; state?: string; error?: string }): Promise<string> => {
  const stored = sessionStorage.getItem(pendingKey)
  sessionStorage.removeItem(pendingKey)
  const pending = kept(stored, isPending)
  if (query.error !== undefined) throw new Error(`The sign-in service refused: ${query.error.replaceAll('_', ' ')}.`)
  if (!pending || query.code === undefined || query.state !== pending.state) {
    throw new Error('This sign-in was not started here, or it has lapsed. Please try again.')
  }
  openSession(await exchangeCode(query.code, pending.verifier, redirectUri()))
  return pending.returnTo
}

let leaving: Promise<void> | null = null

/**
 * Ends the session here and at the issuer, once what was decided is carried out; a refusal of that keeps it open, so that its reason can be
 * read. A copied access token lapses within its short lifetime.
 */
export const signOut = (): Promise<void> => {
  leaving ??= end().finally(() => (leaving = null))
  return leaving
}

const end = async (): Promise<void> => {
  const { logoutUrl, clientId } = await signInSettings()
  if (!(await settleSession())) return
  closeSession()
  const url = new URL(logoutUrl)
  url.searchParams.set('client_id', clientId)
  url.searchParams.set('logout_uri', `${location.origin}/`)
  location.assign(url)
}

const isPending = (value: unknown): value is Pending =>
  isRecord(value) && ['state', 'verifier', 'returnTo'].every((key) => typeof value[key] === 'string')
