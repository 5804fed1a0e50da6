import { afterEach, describe, expect, it } from 'vitest'
import { attioWriter } from '../../../functions/adapters/crm/attio-write.ts'
import { followUpBossWriter } from '../../../functions/adapters/crm/follow-up-boss-write.ts'
import { pipedriveWriter } from '../../../functions/adapters/crm/pipedrive-write.ts'
import { salesforceWriter } from '../../../functions/adapters/crm/salesforce-write.ts'
import type { CrmWriter } from '../../../functions/adapters/crm/writing.ts'
import { activity, reference } from './activities.ts'
import {
  apiToken,
  attioToken,
  expiredSession,
  followUpBossSecret,
  missingPerson,
  openAttio,
  openFollowUpBoss,
  openPipedrive,
  openSalesforce,
  person,
  requestLimit,
  salesforceSecret,
  type CrmServer,
} from './other-crms.ts'

const servers: CrmServer[] = []
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())))

interface Vendor {
  open(): Promise<CrmServer>
  writer(endpoint: string, isWrong?: boolean): CrmWriter
  contact: string
  missing: string
  /** Whether it can be asked what is there. */
  knowsAgain: boolean
}
const vendors: Record<string, Vendor> = {
  Pipedrive: {
    open: openPipedrive,
    writer: (endpoint, isWrong) => pipedriveWriter({ endpoint, apiToken: async () => (isWrong ? 'another' : apiToken) }),
    contact: '101',
    missing: '999',
    knowsAgain: true,
  },
  'Follow Up Boss': {
    open: openFollowUpBoss,
    writer: (endpoint, isWrong) =>
      followUpBossWriter({ endpoint, secret: async () => (isWrong ? { ...followUpBossSecret, apiKey: 'another' } : followUpBossSecret) }),
    contact: '101',
    missing: '999',
    knowsAgain: false,
  },
  Attio: {
    open: openAttio,
    writer: (endpoint, isWrong) => attioWriter({ endpoint, accessToken: async () => (isWrong ? 'another' : attioToken) }),
    contact: person,
    missing: missingPerson,
    knowsAgain: true,
  },
  Salesforce: {
    open: openSalesforce,
    writer: (endpoint, isWrong) =>
      salesforceWriter({ endpoint, secret: async () => (isWrong ? { ...salesforceSecret, clientSecret: 'another' } : salesforceSecret) }),
    contact: '003000000000101',
    missing: '003000000000999',
    knowsAgain: true,
  },
}
const opened = async (vendor: Vendor): Promise<CrmServer> => {
  const server = await vendor.open()
  servers.push(server)
  return server
}

describe.each(Object.entries(vendors))('an activity in %s', (_name, vendor) => {
  const { contact: contactId, missing, knowsAgain } = vendor

  it('is made of each kind, within the contract, with its reference', async () => {
    const server = await opened(vendor)
    const writer = vendor.writer(server.url)
    for (const over of [
      {},
      { kind: 'sms', direction: 'inbound' },
      { kind: 'call', outcome: 'voicemail', durationSeconds: 61 },
      { kind: 'call', outcome: 'answered' },
      { kind: 'note', leadId: 'lead-1' },
    ] as const)
      expect(await writer.write(activity({ contactId, ...over }), false)).toMatchObject({ kind: 'written', earlier: false })
    expect(server.broken).toEqual([])
    expect(server.made).toHaveLength(5)
    for (const { body } of server.made) expect(JSON.stringify(body)).toContain(reference)
  })

  it(knowsAgain ? 'that was made by an earlier try is found' : 'cannot be asked for, so that a repetition makes it again', async () => {
    const server = await opened(vendor)
    const writer = vendor.writer(server.url)
    await writer.write(activity({ contactId }), false)
    expect(await writer.write(activity({ contactId }), true)).toMatchObject({ kind: 'written', earlier: knowsAgain })
    expect(server.made).toHaveLength(knowsAgain ? 1 : 2)
    expect(server.broken).toEqual([])
  })

  it('is refused for good where the contact is not there, and without a request where the id is none of this CRM', async () => {
    const server = await opened(vendor)
    const writer = vendor.writer(server.url)
    expect(await writer.write(activity({ contactId: missing }), false)).toMatchObject({ kind: 'refused', cls: 'permanent' })
    const asked = server.received.length
    expect(await writer.write(activity({ contactId: 'c-1001' }), false)).toMatchObject({ kind: 'refused', cls: 'permanent' })
    expect(server.received).toHaveLength(asked)
  })

  it('waits for an account that is refused, for a limit, and for an answer that was lost', async () => {
    const server = await opened(vendor)
    expect(await vendor.writer(server.url, true).write(activity({ contactId }), false)).toMatchObject({ kind: 'refused', cls: 'account' })
    const writer = vendor.writer(server.url)
    await writer.write(activity({ contactId }), false)
    server.next({ status: 429, body: {}, headers: { 'retry-after': '7' } })
    expect(await writer.write(activity({ contactId }), false)).toMatchObject({ kind: 'refused', cls: 'transient', retryAfter: 7 })
    server.next('hang_up')
    expect(await writer.write(activity({ contactId }), false)).toMatchObject({ kind: 'unknown' })
    server.next({ status: 503, body: 'down' })
    expect(await writer.write(activity({ contactId }), false)).toMatchObject({ kind: 'unknown' })
  })
})

describe('what each vendor alone has', () => {
  it('Pipedrive: the deal, the primary participant, and a note of HTML', async () => {
    const server = await opened(vendors['Pipedrive']!)
    await vendors['Pipedrive']!.writer(server.url).write(activity({ text: '1 < 2\nYes' }), false)
    expect(server.made[0]?.body).toMatchObject({
      deal_id: 202,
      participants: [{ person_id: 101, primary: true }],
      note: 'To the contact:<br>1 &lt; 2<br>Yes',
      due_time: '16:00',
      done: true,
    })
  })

  it('Follow Up Boss: texts are texts only where our number is known', async () => {
    const server = await opened(vendors['Follow Up Boss']!)
    const numbered = followUpBossWriter({ endpoint: server.url, secret: async () => followUpBossSecret, textsFrom: '+13125550100' })
    await numbered.write(activity({ kind: 'sms', direction: 'inbound' }), false)
    await vendors['Follow Up Boss']!.writer(server.url).write(activity({ kind: 'sms' }), false)
    expect(server.broken).toEqual([])
    expect(server.made).toMatchObject([
      { path: '/v1/textMessages', body: { fromNumber: '+13125551001', toNumber: '+13125550100', isIncoming: true } },
      { path: '/v1/notes' },
    ])
  })

  it('Salesforce: an opportunity for a contact and none for a lead, a token that is used until it expires, a limit of its own', async () => {
    const server = await opened(vendors['Salesforce']!)
    const writer = vendors['Salesforce']!.writer(server.url)
    const leadId = '006000000000202'
    await writer.write(activity({ contactId: '003000000000101', leadId }), false)
    await writer.write(activity({ contactId: '00Q000000000101', leadId }), false)
    expect(server.made.map(({ body }) => body['WhatId'])).toEqual([leadId, undefined])
    expect(server.received.filter(({ path }) => path === '/services/oauth2/token')).toHaveLength(1)
    server.next(expiredSession)
    expect(await writer.write(activity({ contactId: '003000000000101' }), false)).toMatchObject({ kind: 'refused', cls: 'transient' })
    expect(await writer.write(activity({ contactId: '003000000000101' }), false)).toMatchObject({ kind: 'written' })
    expect(server.received.filter(({ path }) => path === '/services/oauth2/token')).toHaveLength(2)
    server.next(requestLimit)
    expect(await writer.write(activity({ contactId: '003000000000101' }), false)).toMatchObject({ kind: 'refused', cls: 'transient' })
    expect(server.broken).toEqual([])
  })
})
