/** The tenant's secret, read from Secrets Manager once per process: it never changes, for every key and link hangs on it. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'

/** The shortest secret that is worth deriving keys from. */
const leastLength = 32

/** A reader that asks once, whoever waits for it; after a failure the next one asks again. */
export const openSecret = (arn: string): (() => Promise<string>) => {
  const client = new SecretsManagerClient({ maxAttempts: 4 })
  let known: Promise<string> | undefined
  return () =>
    (known ??= read(client, arn).catch((error: unknown) => {
      known = undefined
      throw error
    }))
}

const read = async (client: SecretsManagerClient, arn: string): Promise<string> => {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }))
  if (!SecretString || SecretString.length < leastLength) throw new Error(`secret ${arn} is no text of at least ${leastLength} characters`)
  return SecretString
}
