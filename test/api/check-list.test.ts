import { beforeEach, describe, expect, it } from 'vitest'
import type { AnswerOf } from '../../functions/contract/api/routes.ts'
import { ownContactId } from '../../functions/domain/own-ids.ts'
import { profile, sequence, version } from '../domain/builders.ts'
import { apiWorld, problemOf } from './world.ts'

const dana = 'email:dana@example.com'
let world: ReturnType<typeof apiWorld>
beforeEach(() => {
  world = apiWorld()
  world.state.sequences.set('SEQ1', sequence({ status: 'active', version: 1 }))
  world.state.versions.set('SEQ1/1', version())
  world.state.addresses.set(dana, { key: dana, kind: 'email', suppressed: {}, contacts: [profile.key], simulator: false })
})
const ask = (lines: string[], more: object = {}) =>
  world.call({ method: 'POST', path: '/api/v1/sequences/SEQ1/conflicts', body: { csv: lines.join('\n'), ...more } })
const check = async (lines: string[], more: object = {}) =>
  ((await ask(lines, more)).json as unknown as AnswerOf<'sequenceConflicts'>).results

describe('a list that is looked at before anybody is enrolled', () => {
  it('says of each row whom it means: a known contact by the address, or a new one', async () => {
    expect(await check(['email,firstName,street', 'Dana@example.com,,', 'kim@example.com,Kim,1 Elm'])).toMatchObject([
      { id: 'line 2', line: 2, contactId: 'c-1001', contactName: 'Dana Reyes', isNew: false, refusal: null, lacks: [] },
      {
        id: 'line 3',
        line: 3,
        contactId: ownContactId('email:kim@example.com'),
        contactName: 'Kim',
        isNew: true,
        refusal: null,
        lacks: [],
      },
    ])
    expect([world.state.profiles.size, world.state.heads.size]).toEqual([1, 0])
  })

  it('names who has the address where several do', async () => {
    world.state.profiles.set('ck2', { ...profile, key: 'ck2', contactId: 'c-2', firstName: 'Dan' })
    world.state.addresses.set(dana, { key: dana, kind: 'email', suppressed: {}, contacts: [profile.key, 'ck2'], simulator: false })
    const [row] = await check(['email', 'dana@example.com'])
    expect(row).toMatchObject({
      contactId: null,
      refusal: { reason: 'several_contacts' },
      candidates: [{ contactId: 'c-1001' }, { contactId: 'c-2', name: 'Dan Reyes' }],
    })
  })

  it('says who would move to another lead, and nothing where the row names none or their own', async () => {
    const rows = await check(['contactId,leadId,email', 'c-1001,lead-9,dana@example.com'])
    expect(rows[0]?.movesFrom).toBe('lead-1001')
    for (const lead of ['', 'lead-1001']) expect((await check(['contactId,leadId', `c-1001,${lead}`]))[0]).not.toHaveProperty('movesFrom')
  })

  it('says whose name it would change: somebody else may use their mailbox', async () => {
    const rows = await check(['email,firstName,lastName', 'dana@example.com,Kim,Reyes'])
    expect(rows).toMatchObject([{ contactId: 'c-1001', contactName: 'Kim Reyes', nameSoFar: 'Dana Reyes' }])
    for (const [first, last] of [
      ['dana', 'REYES'],
      ['', ''],
      ['Dana', ''],
    ])
      expect((await check(['email,firstName,lastName', `dana@example.com,${first},${last}`]))[0]).not.toHaveProperty('nameSoFar')
  })

  it('names the merge values that somebody lacks, and the steps that would wait', async () => {
    const [row] = await check(['email', 'kim@example.com'])
    expect(row?.lacks).toEqual([
      { name: 'first_name', steps: [1, 2, 3, 4] },
      { name: 'street', steps: [1, 2, 3, 4] },
    ])
  })

  it('says which steps would not reach somebody whom another one does, and why', async () => {
    const [texted] = await check(['phone,consentSms', '+13125550199,yes'])
    expect(texted).toMatchObject({ refusal: null, unreached: [{ channel: 'email', reason: 'no_address', steps: [1, 3] }] })
    const closed = { email: { reason: 'unsubscribed' as const, at: '2026-11-01T00:00:00.000Z', source: 'link' } }
    world.state.addresses.set(dana, { key: dana, kind: 'email', suppressed: closed, contacts: [profile.key], simulator: false })
    const [left] = await check(['email,phone,consentSms', 'dana@example.com,+13125550142,yes'])
    expect(left?.unreached).toMatchObject([{ reason: 'suppressed', steps: [1, 3] }])
  })

  it('refuses who has consented to nothing that the sequence uses, until somebody says that they agreed', async () => {
    world.state.versions.set('SEQ1/1', version({ steps: version().steps.filter(({ channel }) => channel === 'sms') }))
    const list = ['phone', '+13125550199']
    expect((await check(list))[0]?.refusal?.reason).toBe('no_consent_any_channel')
    const agreement = { channels: ['sms'], source: 'the fair', at: '2026-11-01T00:00:00Z' }
    expect((await check(list, { agreement }))[0]?.refusal).toBeNull()
    expect((await check(list, { agreement: { ...agreement, at: '2026-11-01' } }))[0]?.refusal).toBeNull()
    expect(problemOf(await ask(list, { agreement: { ...agreement, at: '2030-01-01' } })).errors?.[0]?.field).toBe('agreement.at')
    expect(problemOf(await ask(list, { agreement: { ...agreement, at: '2030-01-01T00:00:00Z' } })).errors?.[0]?.field).toBe('agreement.at')
  })

  it('says what is wrong with a row, and who stands on the list twice', async () => {
    const rows = await check(['email,phone', 'kim@example.com,', 'nobody,', ',', 'KIM@example.com,'])
    expect(rows.map(({ line, refusal }) => [line, refusal?.reason, refusal?.detail])).toEqual([
      [2, undefined, undefined],
      [3, 'bad_email', 'no…body'],
      [5, 'repeated_row', 'line 2'],
    ])
  })

  it('tells nothing of who was erased but that they stay out', async () => {
    const id = ownContactId('email:kim@example.com')
    await world.ports.settle(`key of ${id}`, () => [])
    world.state.heads.set(`key of ${id}`, { ...headOf(id), erased: true })
    expect((await check(['email', 'kim@example.com']))[0]).toMatchObject({ contactId: null, refusal: { reason: 'contact_erased' } })
  })

  it('takes at most 100 rows at once, and no ids beside them', async () => {
    const many = ['email', ...Array.from({ length: 101 }, (_, i) => `p${i}@example.com`)]
    expect(problemOf(await ask(many))).toMatchObject({ status: 422, reason: 'too_many_rows' })
    expect((await ask(['email', 'kim@example.com'], { contactIds: ['c-1001'] })).status).toBe(400)
  })
})

const headOf = (contactId: string) => ({
  key: `key of ${contactId}`,
  contactId,
  leadId: '',
  schema: 1 as const,
  revision: 1,
  timeZone: 'America/New_York',
  timeZoneSource: 'tenant' as const,
  consent: {},
  addresses: {},
  suppressed: {},
  touches: {},
  enrollments: [],
})
