/** Who is signed in. One session per tab, kept in sessionStorage: closing the tab forgets it, and no other site can read it. */
import { computed, shallowRef } from 'vue'
import { isRecord, kept } from '../api/reading.ts'
import { claimsOf } from './pkce.ts'
import { refresh, type Tokens } from './tokens.ts'

export interface Session extends Tokens {
  name: string
  email: string | null
  admin: boolean
}

const storageKey = 'touchline.session'
const current = shallowRef<Session | null>(restore())

export const session = computed(() => current.value)

export const openSession = (tokens: Tokens): void => keep({ ...tokens, ...personOf(tokens) })

export const closeSession = (): void => keep(null)

const lastActs = new Set<() => Promise<boolean>>()
let ending = false

/** What is done while the session still stands, before it ends by itself or by signing out; it answers whether the API took it. */
export const beforeEnd = (act: () => Promise<boolean>): void => void lastActs.add(act)

/** Does what has to be done before the session ends. False where something was refused. */
export const settleSession = async (): Promise<boolean> => (await Promise.all([...lastActs].map((act) => act()))).every(Boolean)

/** A token that is good for at least another minute, renewed in silence where it must be; null where nobody is signed in any more. */
export const freshAccessToken = async (force = false): Promise<string | null> => {
  const held = current.value
  if (!held) return null
  // The token in hand is good for a little longer than the session; to wait for another would be to wait for oneself.
  if (ending) return force ? null : held.accessToken
  if (!force && held.expiresAt - Date.now() > 60_000) return held.accessToken
  renewal ??= renew(held).finally(() => (renewal = null))
  return renewal
}

let renewal: Promise<string | null> | null = null

const renew = async (held: Session): Promise<string | null> => {
  const tokens = held.refreshToken === null ? null : await refresh(held.refreshToken)
  if (!tokens) {
    ending = true
    await settleSession().finally(() => (ending = false))
    closeSession()
    return null
  }
  // An issuer need not send the identity or the refresh token again.
  openSession({ ...tokens, idToken: tokens.idToken ?? held.idToken, refreshToken: tokens.refreshToken ?? held.refreshToken })
  return tokens.accessToken
}

function keep(next: Session | null): void {
  current.value = next
  if (next) sessionStorage.setItem(storageKey, JSON.stringify(next))
  else sessionStorage.removeItem(storageKey)
}

function restore(): Session | null {
  const stored = sessionStorage.getItem(storageKey)
  return kept(stored, isSession)
}

function isSession(value: unknown): value is Session {
  return (
    isRecord(value) &&
    typeof value['accessToken'] === 'string' &&
    typeof value['expiresAt'] === 'number' &&
    typeof value['name'] === 'string'
  )
}

const personOf = (tokens: Tokens): Pick<Session, 'name' | 'email' | 'admin'> => {
  const claims = { ...claimsOf(tokens.accessToken), ...(tokens.idToken ? claimsOf(tokens.idToken) : {}) }
  const text = (key: string): string | null => (typeof claims[key] === 'string' && claims[key] !== '' ? claims[key] : null)
  const groups = claims['cognito:groups']
  const email = text('email')
  return {
    name: text('name') ?? email ?? text('username') ?? text('cognito:username') ?? 'Signed in',
    email,
    admin: Array.isArray(groups) && groups.includes('admin'),
  }
}
