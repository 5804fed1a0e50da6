import { beforeEach, describe, expect, it } from 'vitest'
import { dayText } from '../../functions/domain/say-when.ts'
import { localDate } from '../../functions/domain/windows.ts'
import { head } from '../domain/builders.ts'
import { apiWorld, problemOf } from './world.ts'

let world: ReturnType<typeof apiWorld>
beforeEach(() => {
  world = apiWorld()
})

const path = '/api/v1/suppressions'
const close = (body: Record<string, unknown>) => world.call({ method: 'POST', path, body })
const list = (query = '') => world.call({ method: 'GET', path, query })
const items = ({ json }: { json: Record<string, unknown> }) => json['items'] as Record<string, unknown>[]
const usedBy = (key: string, value: string): void => {
  const contact = head({ key: 'ck1', addresses: { email: { key, value } }, suppressed: {} })
  world.state.heads.set('ck1', contact)
  world.state.addresses.set(key, { key, kind: 'email', suppressed: {}, contacts: ['ck1'], simulator: false })
}

describe('closing an address by hand', () => {
  it('holds though nobody here has it, under its hash alone', async () => {
    const { status, json } = await close({ email: ' Dana@Example.com ' })
    expect(status).toBe(200)
    expect(json).toMatchObject({ key: 'email:dana@example.com', kind: 'email', address: null, contacts: 0 })
    expect(json['channels']).toMatchObject([{ channel: 'email', reason: 'unsubscribed', source: 'ann@acme.example' }])
    expect(world.state.engaged).toEqual([])
  })

  it('closes texts and calls of a number, and everything after a complaint', async () => {
    const phone = await close({ phone: '(312) 555-0142', reason: 'opted_out' })
    expect((phone.json['channels'] as { channel: string }[]).map(({ channel }) => channel)).toEqual(['sms', 'call'])
    const complaint = await close({ email: 'eli@example.com', reason: 'complained' })
    expect((complaint.json['channels'] as { channel: string }[]).map(({ channel }) => channel)).toEqual(['email', 'sms', 'call'])
  })

  it('tells whoever uses it, with the note of the person who did it', async () => {
    usedBy('email:dana@example.com', 'dana@example.com')
    const { json } = await close({ email: 'dana@example.com', note: 'asked by letter', at: '2026-01-31T10:00:00Z' })
    expect(json).toMatchObject({ address: 'dana@example.com', contacts: 1 })
    expect(world.state.engaged).toMatchObject([
      { kind: 'address_closed', channels: ['email'], reason: 'unsubscribed', at: '2026-01-31T10:00:00.000Z', detail: 'asked by letter' },
    ])
  })

  it.each([
    [{ email: 'nonsense' }, 'bad_email'],
    [{ phone: '12' }, 'bad_phone'],
    [{ email: 'dana@example.com', at: '2099-01-01T00:00:00Z' }, 'at_in_the_future'],
  ])('%o is refused with what to change: %s', async (body, reason) => {
    const answer = await close(body)
    expect(problemOf(answer).type).toContain(reason.replaceAll('_', '-'))
    expect(world.state.addresses.size).toBe(0)
  })

  it('takes one address at a time', async () => {
    expect((await close({ email: 'a@example.com', phone: '+13125550142' })).status).toBe(400)
    expect((await close({})).status).toBe(400)
  })
})

describe('the list of closed addresses', () => {
  beforeEach(async () => {
    for (const n of [1, 2, 3]) await close({ email: `a${n}@example.com` })
    await close({ phone: '+13125550142', reason: 'opted_out' })
  })

  it('comes page by page, those last heard of first', async () => {
    const first = await list('limit=3')
    expect(items(first).map(({ key }) => key)).toEqual(['phone:+13125550142', 'email:a3@example.com', 'email:a2@example.com'])
    const second = await list(`limit=3&cursor=${String(first.json['nextCursor'])}`)
    expect(items(second).map(({ key }) => key)).toEqual(['email:a1@example.com'])
    expect(second.json['nextCursor']).toBeNull()
  })

  it('answers for one channel, and for one address in whatever form it is written', async () => {
    expect(items(await list('channel=sms')).map(({ kind }) => kind)).toEqual(['phone'])
    expect(items(await list('q=A2%40Example.com')).map(({ key }) => key)).toEqual(['email:a2@example.com'])
    expect(items(await list('q=312-555-0142')).map(({ key }) => key)).toEqual(['phone:+13125550142'])
    expect(items(await list('q=nobody@example.com'))).toEqual([])
  })
})

describe('opening an address again', () => {
  const lift = (key: string, query: string, groups = 'admin') =>
    world.call({ method: 'DELETE', path: `${path}/${encodeURIComponent(key)}`, query, groups })

  it('is for admins, who say why', async () => {
    await close({ email: 'dana@example.com' })
    expect((await lift('email:dana@example.com', 'reason=mistake', 'member')).status).toBe(403)
    expect((await lift('email:dana@example.com', '')).status).toBe(400)
  })

  it('opens what a complaint closed, for its contacts too, and tells their timeline', async () => {
    usedBy('email:dana@example.com', 'dana@example.com')
    await close({ email: 'dana@example.com', reason: 'complained' })
    const contact = world.state.heads.get('ck1')
    if (!contact) throw new Error('no contact')
    const at = '2026-11-20T15:00:00.000Z'
    world.state.heads.set('ck1', { ...contact, suppressed: { email: { reason: 'complained', at }, sms: { reason: 'complained', at } } })
    const { json } = await lift('email:dana@example.com', 'reason=marked%20by%20mistake')
    expect(json['channels']).toEqual([])
    expect(world.state.heads.get('ck1')?.suppressed).toEqual({})
    expect(world.state.interactions.filter(({ kind }) => kind === 'lifted').map(({ detail }) => detail)).toContain(
      'marked by mistake (ann@acme.example)',
    )
  })

  it('leaves what it does not name', async () => {
    await close({ phone: '+13125550142', reason: 'opted_out' })
    const { json } = await lift('phone:+13125550142', 'reason=by%20phone&channel=call')
    expect(json['channels']).toMatchObject([{ channel: 'sms' }])
  })

  it('of which nothing is known says where to look', async () => {
    expect((await lift('email:nobody@example.com', 'reason=mistake')).status).toBe(404)
  })
})

describe('a list from another system', () => {
  const send = (csv: string, more: Record<string, unknown> = {}) =>
    world.call({ method: 'POST', path: `${path}/import`, body: { csv, ...more } })
  const rows = () => [...world.state.chunks.values()].flatMap((chunk) => chunk.rows)

  it('becomes a job of rows, each with its own reason and time, in the words of that system', async () => {
    const csv = [
      'Email Address;Phone Number;Channel;Reason;Unsubscribed At;Name',
      'Dana@Example.com;;;;2025-03-01;Dana',
      ';312-555-0142;sms;opted out;;Eli',
      'eli@example.com;;;complained;;',
    ].join('\n')
    const { status, json } = await send(csv, { source: 'old CRM' })
    expect(status).toBe(202)
    expect(json).toMatchObject({ kind: 'suppressions', sequenceId: null, total: 3, enrolled: 0, suppressed: 0 })
    expect(rows().map(({ ask }) => ask)).toMatchObject([
      {
        kind: 'suppress',
        address: { kind: 'email', value: 'dana@example.com' },
        channels: ['email'],
        reason: 'unsubscribed',
        at: '2025-03-01T17:00:00.000Z',
      },
      { kind: 'suppress', address: { kind: 'phone', value: '+13125550142' }, channels: ['sms'], reason: 'opted_out' },
      { kind: 'suppress', channels: ['email', 'sms', 'call'], reason: 'complained' },
    ])
    expect(world.state.jobWork).toEqual([{ kind: 'enroll_rows', job: json['id'], chunk: 0 }])
  })

  it.each(['America/Los_Angeles', 'America/New_York', 'Pacific/Auckland', 'UTC'])(
    'keeps a day as it is written, in %s',
    async (timeZone) => {
      world.ports.settings.timeZone = timeZone
      await send('email,at\na@b.com,2025-03-01\nb@b.com,3/1/2025\nc@b.com,2025-03-01T05:00:00Z')
      const times = rows().map(({ ask }) => (ask.kind === 'suppress' ? ask.at : ''))
      expect(times.slice(0, 2).map((at) => dayText(at, timeZone))).toEqual(['1 Mar 2025', '1 Mar 2025'])
      expect(times[2]).toBe('2025-03-01T05:00:00.000Z')
    },
  )

  it('takes today, whatever the hour, and no later day', async () => {
    const zone = 'America/New_York'
    world.ports.settings.timeZone = zone
    const [now, today] = [world.ports.now(), localDate(world.ports.now() / 1000, zone)]
    const tomorrow = localDate(now / 1000 + 86_400, zone)
    await send(`email,at\na@b.com,${today}\nb@b.com,${tomorrow}`)
    const [first, second] = rows().map(({ ask }) => ask)
    expect(first?.kind === 'suppress' && Date.parse(first.at) <= now && dayText(first.at, zone) === dayText(now / 1000, zone)).toBe(true)
    expect(second).toMatchObject({ kind: 'refused', reason: 'bad_time' })
  })

  it('names its rows by enough to find them, never by the whole address', async () => {
    await send('email,phone\ndana@example.com,\n,+13125550142\nnonsense,')
    expect(rows().map(({ id, line }) => [id, line])).toEqual([
      ['d…@example.com', 2],
      ['+1…0142', 3],
      ['no…ense', 4],
    ])
  })

  it('has its rows refused one by one, each with its reason', async () => {
    await send(
      'email,phone,channel,reason,at\nx,,,,\n,12,,,\n,,,,y\na@b.com,+13125550142,,,\na@b.com,,fax,,\na@b.com,,,because,\na@b.com,,,,2099-01-01',
    )
    expect(rows().map(({ ask }) => (ask.kind === 'refused' ? ask.reason : ask.kind))).toEqual([
      'bad_email',
      'bad_phone',
      'address_missing',
      'two_addresses',
      'bad_channel',
      'bad_reason',
      'bad_time',
    ])
  })

  it('is refused whole where no column is an address', async () => {
    const answer = await send('name,city\nDana,Chicago')
    expect(problemOf(answer).type).toContain('bad-header')
  })
})
