/** An enrichment source over HTTP: one request, its answer validated. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { enrichmentAnswer, enrichmentSecret, type EnrichmentRequest, type HttpSource } from '../../contract/enrichment.ts'
import type { SourceAnswer } from '../../domain/enrichment.ts'
import { requestOnce } from '../http.ts'

const answerMilliseconds = 10_000

/** What a source knows of one person. `key` reads its API key. Never throws: a source that cannot be asked is passed over. */
export const askHttpSource = async (
  { name, url, costCents }: HttpSource,
  key: () => Promise<string>,
  request: EnrichmentRequest,
): Promise<SourceAnswer> => {
  let apiKey: string
  try {
    apiKey = await key()
  } catch (error) {
    return { kind: 'failed', detail: error instanceof Error ? error.message : 'its key cannot be read' }
  }
  const outcome = await requestOnce(
    {
      url,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(request),
      timeoutMilliseconds: answerMilliseconds,
    },
    {
      provider: name,
      accepted: (body) => enrichmentAnswer.safeParse(body).data ?? null,
      refused: (status) => (status === 404 ? { kind: 'refused', cls: 'permanent', reason: unknownPerson } : null),
    },
  )
  if (outcome.kind === 'accepted') {
    const value = outcome.answer[request.wanted]?.trim()
    const cost = outcome.answer.costCents ?? costCents
    return value ? { kind: 'found', value, costCents: cost } : { kind: 'nothing', costCents: cost }
  }
  return outcome.reason === unknownPerson ? { kind: 'nothing', costCents: 0 } : { kind: 'failed', detail: outcome.reason }
}

const unknownPerson = 'it knows nobody like this'

const keptMilliseconds = 5 * 60_000

/** The API keys of the sources, by name, from Secrets Manager: kept for five minutes, so that a rotated key is taken up. */
export const openSourceKeys = (
  arns: Readonly<Record<string, string>>,
  now: () => number = Date.now,
): ((name: string) => Promise<string>) => {
  const client = new SecretsManagerClient({ maxAttempts: 4 })
  const known = new Map<string, { until: number; key: Promise<string> }>()
  return (name) => {
    const kept = known.get(name)
    if (kept && kept.until > now()) return kept.key
    const key = read(client, name, arns[name])
    known.set(name, { until: now() + keptMilliseconds, key })
    key.catch(() => known.delete(name))
    return key
  }
}

const read = async (client: SecretsManagerClient, name: string, arn: string | undefined): Promise<string> => {
  if (arn === undefined) throw new Error(`${name} has no secret`)
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }))
  const parsed = enrichmentSecret.safeParse(jsonOf(SecretString ?? ''))
  if (!parsed.success) throw new Error(`the secret of ${name} has no apiKey: an operator has to fill it in`)
  return parsed.data.apiKey
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
