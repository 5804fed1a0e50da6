/** An enrichment source on localhost: it takes what our contract says, and knows one person. */
import { enrichmentRequest } from '../../../functions/contract/enrichment.ts'
import { openContractServer, type ContractServer } from './contract-server.ts'

export const sourceKey = 'key-of-the-source'

/** `known`: what it answers to whoever asks for it. */
export const openEnrichmentSource = (known: Record<string, unknown> | null): Promise<ContractServer> =>
  openContractServer({
    check: ({ method, headers, body }) => {
      if (method !== 'POST') return { status: 405 }
      if (headers['authorization'] !== `Bearer ${sourceKey}`) return { status: 401, body: { error: 'unauthorized' } }
      return enrichmentRequest.strict().safeParse(JSON.parse(body)).success ? null : { status: 422, body: { error: 'malformed' } }
    },
    accept: () => (known ? { status: 200, body: known } : { status: 404, body: { error: 'not found' } }),
  })
