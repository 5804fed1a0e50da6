import { isRecord } from '../api/reading.ts'
import type { AnswerOf } from '../../functions/contract/api/routes.ts'

export type SignInSettings = AnswerOf<'signIn'>

let known: Promise<SignInSettings> | null = null

/** Where and as which client to sign in, asked once from the API's open route; a failed ask is asked again. */
export const signInSettings = (): Promise<SignInSettings> => {
  known ??= ask().catch((error: unknown) => {
    known = null
    throw error
  })
  return known
}

const ask = async (): Promise<SignInSettings> => {
  const answer = await fetch('/api/v1/sign-in')
  if (!answer.ok) throw new Error(`The sign-in settings could not be read (${answer.status}).`)
  const settings: unknown = await answer.json()
  if (!isSettings(settings)) throw new Error('The sign-in settings could not be understood.')
  return settings
}

const isSettings = (value: unknown): value is SignInSettings =>
  isRecord(value) && ['authorizeUrl', 'tokenUrl', 'logoutUrl', 'clientId'].every((key) => typeof value[key] === 'string')
