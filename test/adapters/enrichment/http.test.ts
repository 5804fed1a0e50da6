import { afterEach, describe, expect, it } from 'vitest'
import { askHttpSource } from '../../../functions/adapters/enrichment/http.ts'
import type { EnrichmentRequest } from '../../../functions/contract/enrichment.ts'
import type { ContractServer, Fault } from '../providers/contract-server.ts'
import { openEnrichmentSource, sourceKey } from '../providers/enrichment.ts'

const request: EnrichmentRequest = { wanted: 'email', contactId: 'c-1001', firstName: 'Dana', attributes: { street: '12 Elm St' } }
let server: ContractServer | undefined
afterEach(() => server?.close())

const ask = async (known: Record<string, unknown> | null, fault?: Fault, key: () => Promise<string> = async () => sourceKey) => {
  server = await openEnrichmentSource(known)
  if (fault) server.next(fault)
  const source = { kind: 'http', name: 'people-data', url: `${server.url}/v1/people`, costCents: 5 } as const
  return askHttpSource(source, key, request)
}

describe('a source over HTTP', () => {
  it('is told who the person is and which address is wanted, once, and answers with what it knows and its price', async () => {
    expect(await ask({ email: ' dana@home.example ', phone: null, costCents: 12 })).toEqual({
      kind: 'found',
      value: 'dana@home.example',
      costCents: 12,
    })
    expect(server?.received).toHaveLength(1)
    expect(server?.broken).toEqual([])
  })

  it('costs what the settings say where it does not say itself', async () => {
    expect(await ask({ email: 'dana@home.example' })).toMatchObject({ costCents: 5 })
  })

  it('knows nothing where it knows another address only, or nobody at all', async () => {
    expect(await ask({ phone: '+13125550177' })).toEqual({ kind: 'nothing', costCents: 5 })
    await server?.close()
    expect(await ask(null)).toEqual({ kind: 'nothing', costCents: 0 })
  })

  it.each([
    ['refuses the key', undefined, async () => 'another key'],
    ['answers garbage', { status: 200, body: 'certainly!' }, undefined],
    ['answers something else than it should', { status: 200, body: { email: 7 } }, undefined],
    ['fails', { status: 500 }, undefined],
    ['asks for a slower pace', { status: 429 }, undefined],
    ['hangs up', 'hang_up', undefined],
  ] as [string, Fault | undefined, (() => Promise<string>) | undefined][])(
    'that %s is passed over, and asked once',
    async (_what, fault, key) => {
      expect(await ask({ email: 'dana@home.example' }, fault, key)).toMatchObject({ kind: 'failed' })
      expect(server?.received).toHaveLength(1)
    },
  )

  it('whose key nobody has filled in is not asked', async () => {
    const noKey = () => Promise.reject(new Error('the secret of people-data has no apiKey: an operator has to fill it in'))
    expect(await ask({ email: 'dana@home.example' }, undefined, noKey)).toEqual({
      kind: 'failed',
      detail: 'the secret of people-data has no apiKey: an operator has to fill it in',
    })
    expect(server?.received).toEqual([])
  })
})
