/** Secrets that an operator fills in as JSON, read from Secrets Manager: kept for five minutes, so that a rotated key is taken up. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type * as z from 'zod'

const keptMilliseconds = 5 * 60_000

/** A secret that was not filled in yet, or not as it should be: an operator has to. */
export class NotFilledIn extends Error {
  override name = 'NotFilledIn'
}

export interface SecretTexts {
  /** Throws `NotFilledIn` with what is missing where the secret cannot be used; `what` names it in that sentence. */
  get<S extends z.ZodType>(name: string, shape: S, what: string): Promise<z.output<S>>
}

/** `arns`: by name. `now` in epoch milliseconds. */
export const openSecretTexts = (arns: Readonly<Record<string, string | undefined>>, now: () => number = Date.now): SecretTexts => {
  const client = new SecretsManagerClient({ maxAttempts: 4 })
  const known = new Map<string, { until: number; text: Promise<string> }>()
  const textOf = (name: string, what: string): Promise<string> => {
    const kept = known.get(name)
    if (kept && kept.until > now()) return kept.text
    const text = read(client, arns[name], what)
    known.set(name, { until: now() + keptMilliseconds, text })
    text.catch(() => known.delete(name))
    return text
  }
  return {
    get: async (name, shape, what) => {
      const parsed = shape.safeParse(jsonOf(await textOf(name, what)))
      if (parsed.success) return parsed.data
      known.delete(name)
      const lacks = parsed.error.issues.map(({ path }) => path.join('.') || 'everything').join(', ')
      throw new NotFilledIn(`the secret of ${what} lacks ${lacks}`)
    },
  }
}

const read = async (client: SecretsManagerClient, arn: string | undefined, what: string): Promise<string> => {
  if (arn === undefined) throw new NotFilledIn(`${what} is not among the tenant's`)
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }))
  return SecretString ?? ''
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
