import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hubspotWriter } from '../../../functions/adapters/crm/hubspot-write.ts'
import type { CrmWriter } from '../../../functions/adapters/crm/writing.ts'
import { activity, reference } from './activities.ts'
import { accessToken, limited, openHubspot, problem, type HubspotServer } from './hubspot.ts'

let server: HubspotServer
let writer: CrmWriter
const writerFor = (token: string): CrmWriter => hubspotWriter({ endpoint: server.url, accessToken: async () => token })
beforeEach(async () => {
  server = await openHubspot()
  writer = writerFor(accessToken)
})
afterEach(() => server.close())

describe('an activity in HubSpot', () => {
  it('is an email, a text, a call or a note of the contact and its deal', async () => {
    for (const one of [
      activity(),
      activity({ kind: 'email', direction: 'inbound' }),
      activity({ kind: 'sms' }),
      activity({ kind: 'sms', direction: 'inbound' }),
      activity({ kind: 'call', outcome: 'no_answer' }),
      activity({ kind: 'call', outcome: 'answered', durationSeconds: 61.5 }),
      activity({ kind: 'note', leadId: 'lead-1' }),
    ])
      expect(await writer.write(one, false)).toMatchObject({ kind: 'written', earlier: false, status: 201 })
    expect(server.broken).toEqual([])
    expect(server.made).toMatchObject([
      { object: 'emails', contact: '101', deal: '202', properties: { hs_email_direction: 'EMAIL', hs_email_subject: 'Hello Dana' } },
      { object: 'emails', properties: { hs_email_direction: 'INCOMING_EMAIL' } },
      { object: 'communications', properties: { hs_communication_body: expect.stringMatching(/^To the contact:\nHi Dana/) } },
      { object: 'communications', properties: { hs_communication_body: expect.stringMatching(/^From the contact:/) } },
      { object: 'calls', properties: { hs_call_status: 'NO_ANSWER', hs_call_direction: 'OUTBOUND' } },
      { object: 'calls', properties: { hs_call_status: 'COMPLETED', hs_call_duration: '61500' } },
      { object: 'notes', deal: null, properties: { hs_note_body: expect.stringContaining(reference) } },
    ])
    expect(server.received).toHaveLength(7)
  })

  it('that an earlier try may have made is looked for, and made only where it is not there', async () => {
    expect(await writer.write(activity(), true)).toMatchObject({ kind: 'written', earlier: false })
    expect(await writer.write(activity(), true)).toMatchObject({ kind: 'written', earlier: true, id: server.made[0]?.id })
    expect(server.made).toHaveLength(1)
    expect(server.broken).toEqual([])
    const other = activity({ reference: '01KAH3Q5ZX0000000000000002', text: 'Another of the same moment 01KAH3Q5ZX0000000000000002' })
    expect(await writer.write(other, true)).toMatchObject({ kind: 'written', earlier: false })
    expect(server.made).toHaveLength(2)
  })

  it('is known by its time where the token may not read what mails say', async () => {
    const hiding = await openHubspot({ hidesEmails: true })
    try {
      const blind = hubspotWriter({ endpoint: hiding.url, accessToken: async () => accessToken })
      await blind.write(activity(), false)
      expect(await blind.write(activity(), true)).toMatchObject({ kind: 'written', earlier: true })
    } finally {
      await hiding.close()
    }
  })

  it('is not made while HubSpot cannot say whether it is there', async () => {
    server.next({ status: 502, body: 'Bad gateway' })
    expect(await writer.write(activity(), true)).toMatchObject({ kind: 'unknown' })
    expect(server.made).toEqual([])
  })
})

describe('a refusal of HubSpot', () => {
  it('says whether it is the activity, the account, or the moment', async () => {
    expect(await writer.write(activity({ contactId: '999' }), false)).toMatchObject({
      kind: 'refused',
      cls: 'permanent',
      reason: expect.stringContaining('CONTACT=999'),
      status: 404,
    })
    expect(await writerFor('another').write(activity(), false)).toMatchObject({ kind: 'refused', cls: 'account', status: 401 })
    server.next(problem(403, 'MISSING_SCOPES', 'This app has not been granted all required scopes.'))
    expect(await writer.write(activity(), false)).toMatchObject({ kind: 'refused', cls: 'account', status: 403 })
    server.next(limited)
    expect(await writer.write(activity(), false)).toMatchObject({ kind: 'refused', cls: 'transient', retryAfter: 120, status: 429 })
    server.next({ status: 404, body: 'Not found' })
    expect(await writer.write(activity(), false)).toMatchObject({ kind: 'refused', cls: 'account' })
    expect(server.made).toEqual([])
  })

  it('is no refusal where it may have been made: a 5xx, a broken answer, a connection that was hung up', async () => {
    for (const fault of [{ status: 500, body: {} }, 'half_an_answer', 'hang_up', { status: 200, body: { hello: 1 } }] as const) {
      server.next(fault)
      expect(await writer.write(activity(), false)).toMatchObject({ kind: 'unknown' })
    }
  })

  it('needs no request where the contact is not one of HubSpot', async () => {
    expect(await writer.write(activity({ contactId: 'c-1001' }), false)).toMatchObject({ kind: 'refused', cls: 'permanent' })
    expect(server.received).toEqual([])
  })
})
