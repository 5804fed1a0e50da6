import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linkAddresses } from '../../functions/data/address-use.ts'
import { liftOptOut, loadAddresses, suppressAddress } from '../../functions/data/addresses.ts'
import { listDue } from '../../functions/data/due.ts'
import { getFinished, getReference, listFinished, putReference } from '../../functions/data/enrollments.ts'
import { commitHead, loadHead, loadHeads } from '../../functions/data/heads.ts'
import { createIdentity } from '../../functions/data/identity.ts'
import { listInteractions, putInteraction } from '../../functions/data/interactions.ts'
import { getMessage, putMessage } from '../../functions/data/messages.ts'
import { loadProfiles, saveProfile } from '../../functions/data/profiles.ts'
import { readSendRecords } from '../../functions/data/send-records.ts'
import type { Table } from '../../functions/data/table.ts'
import type { ContactHead, FinishedEnrollment, LiveEnrollment } from '../../functions/domain/contact.ts'
import { messageIdOf } from '../../functions/domain/ids.ts'
import { messageRow } from '../../functions/domain/message-row.ts'
import type { Attempt } from '../../functions/domain/message.ts'
import { enrollment, enrollmentId, head, now } from '../domain/builders.ts'
import { binary, startTable } from './real-table.ts'

let table: Table
let stop: () => void
const seconds = Math.floor(now / 1000)
const at = new Date(now).toISOString()

/** Every field that a head can have. */
const fullEnrollment: LiveEnrollment = {
  id: enrollmentId,
  sequenceId: 'SEQ1',
  version: 3,
  leadId: 'lead-1001',
  stage: 'new',
  status: 'paused',
  pauseReason: 'reply_review',
  pausedAt: seconds,
  ending: { exit: 'moved', detail: 'contacted' },
  enrolledAt: '2026-11-20T15:00:00.000Z',
  enrolledBy: 'trigger',
  plan: [
    { step: 's1', n: 1, channel: 'email', due: seconds, rev: 1, state: 'unknown', attempt: '01KAA', tries: 2 },
    { step: 's12', n: 12, channel: 'linkedin', due: seconds + 60, rev: 2, state: 'held', reason: 'address_bounced', heldAt: seconds },
    { step: 's3', n: 3, channel: 'call', due: seconds + 90, rev: 1, state: 'scheduled', via: 'sms', deferred: true },
  ],
  healing: [{ at: '2026-11-20T15:01:00.000Z', failure: 'email_bounced_hard', action: 'switch_channel', step: 's1', reason: 'it bounced' }],
  overrides: { email: 'sms' },
  completeAt: seconds + 100,
  goalStages: ['under-contract'],
  onStageLeft: 'continue',
  onReply: 'review',
  completeAfterDays: 3,
  stopWholeLead: false,
}
const full = (key: string): ContactHead =>
  head({
    key,
    revision: 0,
    addresses: {
      email: { key: 'ae1', value: 'dana@example.com', dead: { at: '2026-11-20T15:00:00.000Z', why: 'Permanent: General' } },
      phone: { key: 'ap1', value: '+13125550142' },
    },
    suppressed: { sms: { reason: 'opted_out', at: '2026-11-20T15:00:00.000Z' } },
    touches: { '2026-11-20': 2 },
    enrollments: [fullEnrollment],
    inFlight: {
      enrollmentId,
      step: 's1',
      attemptId: '01KAA',
      at: now,
      touchDay: '2026-11-20',
      adapter: 'ses',
      variant: { id: 'b', name: 'Short subject', share: 30 },
    },
    telling: [
      { leadId: 'lead-1001', exit: 'replied', sequenceId: 'SEQ1', at: seconds },
      { leadId: 'lead-2', exit: 'booked', sequenceId: null, at: seconds },
    ],
    lastReply: 'r1',
    erased: false,
  })

describe.skipIf(!binary)('what is known of a contact', () => {
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
  })
  afterAll(() => stop())

  describe('its head', () => {
    it('is read back with everything it held', async () => {
      expect(await commitHead(table, full('aa01'), seconds)).toBe(true)
      expect(await loadHead(table, 'aa01')).toEqual({ ...full('aa01'), revision: 1 })
    })

    it('is committed only under the revision that was read', async () => {
      expect(await commitHead(table, head({ key: 'aa02', revision: 0 }), null)).toBe(true)
      expect(await commitHead(table, head({ key: 'aa02', revision: 0 }), null)).toBe(false)
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, () => commitHead(table, head({ key: 'aa02', revision: 1, touches: { '2026-11-20': 1 } }), null)),
      )
      expect(outcomes.filter(Boolean)).toHaveLength(1)
      expect((await loadHead(table, 'aa02'))?.revision).toBe(2)
    })

    it('is found by the sweep once its time has come, and not before', async () => {
      await commitHead(table, head({ key: '0b01', revision: 0 }), seconds + 50)
      await commitHead(table, head({ key: '1b02', revision: 0 }), seconds + 60)
      await commitHead(table, head({ key: '2b03', revision: 0 }), null)
      const due = async (at: number) => (await listDue(table, at, 10)).filter((key) => key.slice(1, 3) === 'b0')
      expect(await due(seconds + 50)).toEqual([])
      expect(await due(seconds + 51)).toEqual(['0b01'])
      expect((await due(seconds + 61)).toSorted()).toEqual(['0b01', '1b02'])
    })

    it('with four steps of a plan and the index stays within one write unit', async () => {
      const plan = fullEnrollment.plan
        .slice(0, 1)
        .flatMap((item) =>
          [1, 2, 3, 4].map((n) => ({ step: `s${n}`, n, channel: item.channel, due: seconds, rev: 1, state: 'scheduled' as const })),
        )
      const { pauseReason: _r, pausedAt: _p, ending: _e, healing: _h, overrides: _o, completeAt: _c, ...plain } = fullEnrollment
      await commitHead(
        table,
        head({ key: 'aa09', revision: 0, enrollments: [{ ...plain, sequenceId: enrollmentId, status: 'active', plan }] }),
        seconds,
      )
      const item = (
        await table.documents.send(
          new (await import('@aws-sdk/lib-dynamodb')).GetCommand({ TableName: table.name, Key: { pk: 'CONTACT#aa09', sk: 'HEAD' } }),
        )
      ).Item
      expect(JSON.stringify(item).length).toBeLessThan(1_000)
    })
  })

  describe('its profile', () => {
    const said = { key: 'aa03', contactId: 'c-3', leadId: 'lead-3', updatedAt: '2026-11-20T15:00:00.000Z' }
    it('keeps what an event leaves out and lets go what it takes away', async () => {
      await saveProfile(table, { ...said, firstName: 'Dana', email: 'dana@example.com', attributes: { street: '12 Elm St' } })
      await saveProfile(table, { ...said, lastName: 'Reyes', email: null })
      expect(await loadProfiles(table, ['aa03', 'aa04'])).toEqual([
        { ...said, firstName: 'Dana', lastName: 'Reyes', attributes: { street: '12 Elm St' } },
        null,
      ])
    })
  })

  describe('its addresses', () => {
    const address = { key: 'ae3', kind: 'email' as const, simulator: false }
    const why = { reason: 'opted_out' as const, at: '2026-11-20T15:00:00.000Z', source: 'sms' }

    it('name every contact that uses them', async () => {
      await linkAddresses(table, [address], 'aa05')
      const { email } = await linkAddresses(table, [address], 'aa06')
      expect(email?.contacts).toEqual(['aa05'])
      expect((await loadAddresses(table, ['ae3']))[0]?.contacts.toSorted()).toEqual(['aa05', 'aa06'])
    })

    it('stay closed for the first reason, but that a complaint outweighs it', async () => {
      await suppressAddress(table, address, ['email'], why)
      await suppressAddress(table, address, ['email', 'sms'], { ...why, reason: 'unsubscribed' })
      const first = await suppressAddress(table, { key: 'ae4', kind: 'email' }, ['email'], why)
      expect(first).toEqual({ key: 'ae4', kind: 'email', suppressed: { email: why }, contacts: [], simulator: false })
      expect((await loadAddresses(table, ['ae3']))[0]?.suppressed).toEqual({ email: why, sms: { ...why, reason: 'unsubscribed' } })
      const complained = await suppressAddress(table, address, ['email'], { ...why, reason: 'complained' })
      expect(complained.suppressed.email?.reason).toBe('complained')
      const lifted = await liftOptOut(table, 'ae3', ['email', 'sms'], '2026-11-21T15:00:00.000Z')
      expect(Object.keys(lifted?.suppressed ?? {})).toEqual(['email'])
    })

    it('at the simulator are nobody’s: what one contact did there is not read for another', async () => {
      const simulator = { key: 'ae5', kind: 'email' as const, simulator: true }
      expect((await linkAddresses(table, [simulator], 'aa07')).email).toEqual({ ...simulator, suppressed: {}, contacts: ['aa07'] })
      expect(await loadAddresses(table, ['ae5'])).toEqual([null])
    })

    it('are read with the profile in one look at what a message needs', async () => {
      const contact = head({
        key: 'aa03',
        addresses: { email: { key: 'ae3', value: 'dana@example.com' }, phone: { key: 'ap9', value: '+13125550142' } },
      })
      const read = await readSendRecords(table, contact)
      expect(read.profile?.firstName).toBe('Dana')
      expect(read.records.email?.suppressed.email?.reason).toBe('complained')
      expect(read.records.phone).toEqual({ key: 'ap9', kind: 'phone', suppressed: {}, contacts: ['aa03'], simulator: false })
      expect(read.previous).toBeNull()
    })
  })

  describe('its enrollments', () => {
    const reference = { id: enrollmentId, contactKey: 'aa08', sequenceId: 'SEQ8', version: 1, enrolledAt: '2026-11-20T15:00:00.000Z' }
    const {
      status: _s,
      pauseReason: _r,
      pausedAt: _p,
      ending: _e,
      completeAt: _c,
      goalStages: _g,
      onStageLeft: _l,
      onReply: _o,
      completeAfterDays: _d,
      stopWholeLead: _w,
      ...walked
    } = fullEnrollment
    const finished: FinishedEnrollment = {
      ...walked,
      contactKey: 'aa08',
      contactId: 'c-8',
      finishedAt: '2026-11-21T15:00:00.000Z',
      exitReason: 'completed',
      exitDetail: 'all done',
    }

    it('have one reference, whoever puts it first', async () => {
      expect(await putReference(table, reference)).toBe(true)
      expect(await putReference(table, { ...reference, version: 2 })).toBe(false)
      expect(await getReference(table, enrollmentId)).toEqual(reference)
    })

    it('are archived with the head that lets them go, or not at all', async () => {
      const archive = { kind: 'archive_enrollment' as const, finished }
      await commitHead(table, head({ key: 'aa08', revision: 0 }), null)
      expect(await commitHead(table, head({ key: 'aa08', revision: 0 }), null, [archive])).toBe(false)
      expect(await getFinished(table, 'aa08', enrollmentId)).toBeNull()
      expect(await commitHead(table, head({ key: 'aa08', revision: 1 }), null, [archive])).toBe(true)
      expect(await getFinished(table, 'aa08', enrollmentId)).toEqual(finished)
      expect(await listFinished(table, 'aa08')).toEqual([finished])
      expect((await loadHead(table, 'aa08'))?.revision).toBe(2)
    })

    it('hand a task over with the head, keeping what its row says already, or not at all', async () => {
      const walk = enrollment()
      const item = walk.plan[3]
      if (!item) throw new Error('no fourth step')
      const owner = head({ key: 'aa11', revision: 0 })
      const address = { contactKey: 'aa11', messageId: messageIdOf(walk.id, item.n) }
      const gated: Attempt = { id: 'A1', startedAt: at, adapter: 'person', outcome: 'gated', revision: 1, verdicts: [] }
      await putMessage(table, messageRow(owner, walk, item, { status: 'scheduled', attempts: [gated] }))
      const handed = messageRow(owner, walk, item, {
        status: 'sent',
        task: { state: 'open' },
        attempts: [{ ...gated, id: 'A2', outcome: 'accepted' }],
      })
      expect(await commitHead(table, { ...owner, revision: 7 }, null, [{ kind: 'put_message', row: handed }])).toBe(false)
      expect((await getMessage(table, address))?.status).toBe('scheduled')
      expect(await commitHead(table, owner, null, [{ kind: 'put_message', row: handed }])).toBe(true)
      const row = await getMessage(table, address)
      expect([row?.status, row?.task?.state, row?.attempts.map(({ id }) => id)]).toEqual(['sent', 'open', ['A1', 'A2']])
    })
  })

  it('has a timeline in which telling twice leaves one entry', async () => {
    const entry = {
      contactKey: 'aa10',
      at: '2026-11-20T15:00:00.000Z',
      channel: 'email' as const,
      direction: 'inbound' as const,
      kind: 'replied' as const,
      body: 'Call me',
    }
    await putInteraction(table, entry)
    await putInteraction(table, entry)
    await putInteraction(table, { ...entry, body: 'Call me please' })
    expect((await listInteractions(table, 'aa10', 10)).map(({ body }) => body).toSorted()).toEqual(['Call me', 'Call me please'])
  })

  it('reads many heads in one go, in the order asked for', async () => {
    const found = await loadHeads(table, ['0b01', 'nobody', '1b02', '0b01'])
    expect(found.map((one) => one?.key ?? null)).toEqual(['0b01', null, '1b02', '0b01'])
  })
})

describe('identity under the tenant’s secret', () => {
  const identity = createIdentity('one secret of a tenant that is long enough')
  const other = createIdentity('another secret of a tenant that is long')

  it('gives keys that differ by contact, by kind of address and by tenant', () => {
    const keys = [
      identity.contactKey('c-1'),
      identity.contactKey('c-2'),
      identity.addressKey('email', 'c-1'),
      identity.addressKey('phone', 'c-1'),
      other.contactKey('c-1'),
    ]
    expect(new Set(keys).size).toBe(5)
    expect(keys.every((key) => /^[0-9a-f]{24}$/.test(key))).toBe(true)
  })

  it('reads back the unsubscribe tokens that it signed, and no others', () => {
    const subject = { addressKey: identity.addressKey('email', 'dana@example.com'), messageId: enrollmentId }
    const token = identity.signUnsubscribe(subject)
    expect(identity.readUnsubscribe(token)).toEqual(subject)
    expect(identity.readUnsubscribe(identity.signUnsubscribe({ addressKey: subject.addressKey }))).toEqual({
      addressKey: subject.addressKey,
    })
    expect(other.readUnsubscribe(token)).toBeNull()
    for (const wrong of [
      '',
      'x',
      token.slice(0, -1),
      token.replace(/^1/, '2'),
      token.replace(subject.addressKey, 'f'.repeat(24)),
      `${token}A`,
    ])
      expect(identity.readUnsubscribe(wrong), wrong).toBeNull()
  })
})
