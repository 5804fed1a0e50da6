import { beforeEach, describe, expect, it } from 'vitest'
import type { Looked } from '../../functions/adapters/crm/look-up.ts'
import type { CrmItem, CrmSources } from '../../functions/contract/crm.ts'
import type { CrmMapping } from '../../functions/contract/crm-mapping.ts'
import { mapEvent, type MapPorts } from '../../functions/crm/map-event.ts'
import { InvalidInput } from '../../functions/runtime/errors.ts'

const sources: CrmSources = {
  hubspot: { vendor: 'hubspot' },
  fub: { vendor: 'follow-up-boss' },
  mine: { vendor: 'hmac', header: 'X', algorithm: 'sha256', encoding: 'hex' },
}
let published: { detailType: string; detail: Record<string, unknown> }[]
let saved: CrmMapping | null
let looked: Looked
const ports: MapPorts = {
  sources,
  savedMapping: async () => saved,
  lookUp: async () => looked,
  publish: async (events) => void published.push(...events),
}
beforeEach(() => {
  published = []
  saved = null
  looked = { kind: 'nothing' }
})

const work = (source: string, item: Partial<CrmItem>) =>
  mapEvent(ports, {
    kind: 'crm_event',
    source,
    item: { kind: 'contact.deletion', id: '1', at: '2026-11-20T16:00:00.000Z', event: { objectId: 7 }, ...item },
  })
const refusalOf = async (answer: Promise<string>): Promise<InvalidInput> => {
  const error: unknown = await answer.catch((thrown: unknown) => thrown)
  if (error instanceof InvalidInput) return error
  throw new Error(`it was not refused: ${String(error)}`)
}

describe('An event of a CRM', () => {
  it('is published as its vendor’s default says', async () => {
    expect(await work('hubspot', {})).toBe('mapped')
    expect(published).toEqual([{ detailType: 'Contact Deleted', detail: { contactId: '7', occurredAt: '2026-11-20T16:00:00.000Z' } }])
  })

  it('is published as the tenant has it instead', async () => {
    saved = {
      expressions: { '*': '{ "type": "Contact Deleted", "detail": { "contactId": "own-" & event.objectId, "occurredAt": at } }' },
      stages: {},
      properties: [],
    }
    expect(await work('hubspot', {})).toBe('mapped')
    expect(published[0]?.detail).toMatchObject({ contactId: 'own-7' })
  })

  it('of which the mapping says nothing is left alone, and nothing is asked', async () => {
    expect(await work('hubspot', { kind: 'company.creation' })).toBe('unmapped')
    expect(await work('hubspot', { kind: 'deal.propertyChange', event: { objectId: 7, propertyName: 'amount' } })).toBe('nothing_said')
    expect(published).toEqual([])
  })

  it('of a source that the tenant file names no more is kept for an operator', async () => {
    expect((await refusalOf(work('gone', {}))).reason).toBe('no_such_source')
    expect((await refusalOf(work('constructor', {}))).reason).toBe('no_such_source')
  })

  it('that has ids only waits for somebody to fill in a token', async () => {
    looked = { kind: 'no_token' }
    const error = await refusalOf(work('fub', { kind: 'peopleUpdated', event: { resourceId: '7' } }))
    expect(error.reason).toBe('no_access_token')
    expect(error.message).toContain('apiKey')
    expect(await work('hubspot', { kind: 'contact.creation' })).toBe('mapped')
  })

  it('that cannot be mapped is kept with the place of the mistake, and nothing of the person in it', async () => {
    const event = { name: 'Dana Reyes' }
    saved = { expressions: { '*': '$number(event.name)' }, stages: {}, properties: [] }
    const error = await refusalOf(work('mine', { event }))
    expect(error.reason).toBe('mapping_failed')
    expect(error.message).toContain('line 1, column')
    saved = {
      expressions: { '*': '{ "type": "Contact Changed", "detail": { "contact": { "id": 7, "firstName": event.name } } }' },
      stages: {},
      properties: [],
    }
    const lacking = await refusalOf(work('mine', { event }))
    expect(lacking.message).toContain('detail.occurredAt is missing')
    expect(`${error.message}${lacking.message}`).not.toContain('Dana')
    expect(published).toEqual([])
  })

  it('is tried again where the CRM does not answer', async () => {
    const failing: MapPorts = { ...ports, lookUp: () => Promise.reject(new Error('HubSpot answered 500')) }
    const item: CrmItem = { kind: 'contact.creation', id: '1', at: '2026-11-20T16:00:00.000Z', event: { objectId: 7 } }
    await expect(mapEvent(failing, { kind: 'crm_event', source: 'hubspot', item })).rejects.toThrow('500')
  })
})
