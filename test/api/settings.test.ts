import { beforeEach, describe, expect, it, vi } from 'vitest'
import { unsetPostalAddress } from '../../functions/domain/email-body.ts'
import { logger } from '../../functions/runtime/logger.ts'
import { apiWorld, problemOf } from './world.ts'

let world: ReturnType<typeof apiWorld>
const put = (body: unknown, groups = 'admin') => world.call({ method: 'PUT', path: '/api/v1/settings', body, groups })
const get = (groups = 'member') => world.call({ method: 'GET', path: '/api/v1/settings', groups })

const logged: unknown[][] = []

beforeEach(() => {
  logged.length = 0
  vi.spyOn(logger, 'info').mockImplementation((...line: unknown[]) => void logged.push(line))
  world = apiWorld()
})

describe('the settings', () => {
  it('show what holds now, to a member too', async () => {
    const { status, json } = await get()
    expect(status).toBe(200)
    expect(json).toMatchObject({ company: 'Acme <Homes>', latenessHours: 72, windows: {}, holidays: [] })
    expect(json['controls']).toEqual({
      sending: 'on',
      allowList: null,
      absences: [],
      slowUntil: {},
      account: null,
      revision: 0,
      changedBy: null,
      changedAt: null,
    })
  })

  it('show all that a message goes by, and where each is changed', async () => {
    const ramp = { from: '2026-11-18', start: 20, growth: 1.5, most: 500 }
    Object.assign(world.ports.settings, { ramp, senders: [{ address: 'kim@acme.example', name: 'Kim' }], logRetentionDays: 30 })
    const { json } = await get()
    expect(json).toMatchObject({
      postalAddress: '1 Main St',
      quietHours: { channels: ['sms', 'call'], from: '08:00', to: '21:00' },
      email: { fromAddress: 'outreach@acme.example', senders: [{ name: 'Kim' }], ramp: { ...ramp, today: 45 }, replyDomain: null },
      retention: { logDays: 30, archiveDays: null, mailDays: 30, jobDays: 30 },
    })
    const places = json['places'] as { setting: string; changedBy: string; how: string }[]
    const fields = Object.keys(json).filter(
      (field) => !['tenant', 'caller', 'places', 'controls', 'retention', 'quietHours', 'windows', 'file', 'setHere'].includes(field),
    )
    for (const field of fields) expect([field, places.some(({ setting }) => setting === field)]).toEqual([field, true])
    expect(places.find(({ setting }) => setting === 'adapters')).toMatchObject({
      changedBy: 'deployment',
      how: 'Set channels in tenants/acme.json and deploy.',
    })
    expect(places.filter(({ changedBy }) => changedBy === 'here').map(({ setting }) => setting)).toEqual([
      'controls.sending',
      'controls.allowList',
      'controls.absences',
      'windows.email',
      'windows.sms',
      'windows.call',
      'holidays',
      'dailyTouchLimit',
      'latenessHours',
      'stages',
      'attributes',
    ])
  })

  it('say no postal address where none is set, and tell admins alone where alarms go', async () => {
    Object.assign(world.ports.settings, { postalAddress: unsetPostalAddress, alarmEmail: 'ops@acme.example' })
    expect((await get()).json).toMatchObject({ postalAddress: null })
    expect((await get()).json).not.toHaveProperty('alarmEmail')
    expect((await get('admin')).json).toMatchObject({ alarmEmail: 'ops@acme.example' })
  })

  it('tell everyone by what name they own sequences, and so are named when they are away', async () => {
    const { json: mine } = await world.call({ method: 'POST', path: '/api/v1/sequences', body: { name: 'Mine' } })
    expect((await get()).json['caller']).toEqual({ name: mine['owner'], roles: ['member'] })
    expect((await get('[admin]')).json['caller']).toEqual({ name: 'ann@acme.example', roles: ['admin', 'member'] })
  })

  it('let go what the SES sandbox held where the allow-list grows, and only there', async () => {
    await put({ allowList: ['dana@example.com'] })
    expect([...world.state.dispatched, ...world.state.later]).toEqual([])
    const account = { sandbox: true, maxPerDay: 200, maxPerSecond: 1, at: '2026-11-20T15:00:00.000Z' }
    world.state.controls = { ...world.state.controls, account }
    await put({ allowList: ['dana@example.com', 'kim@example.com'] })
    expect(world.state.later).toMatchObject([{ work: { kind: 'sending_resumed' }, seconds: 120 }])
    expect(world.state.dispatched).toMatchObject([{ kind: 'sending_resumed' }])
  })

  it('cannot be changed by a member', async () => {
    const answered = await put({ sending: 'stopped' }, 'member')
    expect(answered.status).toBe(403)
    expect(world.state.controls.sending).toBe('on')
  })

  it('stop all sending at once, and say who did it', async () => {
    const { status, json } = await put({ sending: 'stopped' })
    expect(status).toBe(200)
    expect(json['controls']).toMatchObject({ sending: 'stopped', revision: 1, changedBy: 'ann@acme.example' })
    expect(world.state.controls.sending).toBe('stopped')
    expect([...world.state.dispatched, ...world.state.later]).toEqual([])
    expect(logged).toEqual([['settings changed', expect.objectContaining({ by: 'ann@acme.example', revision: 1, sending: 'stopped' })]])
  })

  it('tell everyone who waits that sending goes on, at once and again later, each time they are asked to', async () => {
    await put({ sending: 'stopped' })
    await put({ sending: 'on' })
    await put({ sending: 'on' })
    expect(world.state.dispatched).toEqual([{ kind: 'sending_resumed' }, { kind: 'sending_resumed' }])
    expect(world.state.later.map(({ seconds }) => seconds)).toEqual([120, 120])
  })

  it('queue the later telling before anything is stored, so that a crash in between leaves nobody waiting', async () => {
    world.ports.controls.change = () => Promise.reject(new Error('the function died here'))
    expect((await put({ sending: 'on' })).status).toBe(500)
    expect(world.state.later).toEqual([{ work: { kind: 'sending_resumed' }, seconds: 120 }])
    expect(world.state.dispatched).toEqual([])
  })

  it('keep an allow-list of addresses, numbers and mail domains as they are compared, each once', async () => {
    const { json } = await put({ allowList: [' Dana@Example.com ', '+1 (312) 555-0142', '@Example.org', 'dana@example.com'] })
    expect(json['controls']).toMatchObject({ allowList: ['dana@example.com', '+13125550142', '@example.org'] })
    expect((await put({ allowList: null })).json['controls']).toMatchObject({ allowList: null, revision: 2 })
  })

  it('say what to write instead of what is no entry', async () => {
    const answered = await put({ allowList: ['dana@example.com', '3125550142', '@nowhere', 'Dana'] })
    expect(answered.status).toBe(400)
    const { errors = [] } = problemOf(answered)
    expect(errors.map(({ field }) => field)).toEqual(['allowList[1]', 'allowList[2]', 'allowList[3]'])
    expect(errors[0]?.message).toContain('with its country code (+13125550142)')
  })

  it('take at most a thousand entries', async () => {
    const entries = (count: number) => Array.from({ length: count }, (_, i) => `a${i}@example.com`)
    expect((await put({ allowList: entries(1_000) })).status).toBe(200)
    const answered = await put({ allowList: entries(1_001) })
    expect(answered.status).toBe(400)
    expect(problemOf(answered).errors?.[0]?.message).toContain('at most 1000 entries')
  })

  it('take absences whose last day is not before the first, and real dates only', async () => {
    const away = { owner: 'sam@acme.example', from: '2026-12-24', to: '2026-12-24' }
    expect((await put({ absences: [away] })).json['controls']).toMatchObject({ absences: [away] })
    const answered = await put({
      absences: [
        { ...away, to: '2026-12-23' },
        { ...away, from: '2026-02-30' },
      ],
    })
    expect(answered.status).toBe(400)
    expect(problemOf(answered).errors).toEqual([
      { field: 'absences[0].to', message: 'the last day comes before the first: swap them' },
      { field: 'absences[1].from', message: 'write dates as YYYY-MM-DD, such as 2026-12-24' },
    ])
  })

  it('refuse an edit of a stale revision with both versions', async () => {
    await put({ allowList: ['@example.com'], revision: 0 })
    const answered = await put({ absences: [], revision: 0 })
    expect(answered.status).toBe(409)
    expect(answered.json).toMatchObject({ reason: 'stale_revision', currentRevision: 1, givenRevision: 0 })
    expect(answered.json['current']).toMatchObject({ controls: { allowList: ['@example.com'], revision: 1 } })
  })

  it('are set by an admin in place of the file’s, and say by whom and what the file says', async () => {
    world.ports.file.windows = { sms: { from: '10:00', to: '16:00' } }
    const window = { from: '09:00', to: '12:00', days: [5, 1, 1] }
    const { status, json } = await put({
      windows: { email: window },
      holidays: ['2026-12-25', '2026-12-24'],
      dailyTouchLimit: 1,
      revision: 0,
    })
    expect(status).toBe(200)
    expect(json).toMatchObject({
      windows: { email: { ...window, days: [1, 5] }, sms: { from: '10:00', to: '16:00' } },
      holidays: ['2026-12-24', '2026-12-25'],
      dailyTouchLimit: 1,
      latenessHours: 72,
      file: { windows: { sms: { from: '10:00', to: '16:00' } }, holidays: [], dailyTouchLimit: 2, latenessHours: 72, stages: ['new'] },
      controls: { revision: 1, sending: 'on' },
    })
    const by = { by: 'ann@acme.example', at: new Date(world.state.now).toISOString() }
    expect(json['setHere']).toEqual(['windows.email', 'holidays', 'dailyTouchLimit'].map((setting) => ({ setting, ...by })))
    const places = json['places'] as { setting: string; how: string }[]
    expect(places.find(({ setting }) => setting === 'windows.email')?.how).toContain('An admin set it here')
    expect(places.find(({ setting }) => setting === 'windows.sms')?.how).toBe('As tenants/acme.json says, until an admin sets it here.')
    expect((await get()).json).toMatchObject({ dailyTouchLimit: 1, caller: { roles: ['member'] } })
  })

  it('win over a later deployment’s, until they go back to the file’s', async () => {
    await put({ latenessHours: 24, stages: ['new', 'won'] })
    Object.assign(world.ports.file, { latenessHours: 100, stages: ['fresh'] })
    expect((await get()).json).toMatchObject({ latenessHours: 24, stages: ['new', 'won'], file: { latenessHours: 100, stages: ['fresh'] } })
    const { json } = await put({ latenessHours: null })
    expect(json).toMatchObject({ latenessHours: 100, stages: ['new', 'won'] })
    expect((await put({ stages: null })).json).toMatchObject({ stages: ['fresh'], setHere: [] })
  })

  it('are held against the same rules as the file: lawful hours, fifty holidays, 1 to 20 touches, 1 to 720 hours, stages once', async () => {
    const days = (count: number) => Array.from({ length: count }, (_, i) => new Date(Date.UTC(2027, 0, 1 + i)).toISOString().slice(0, 10))
    const refused: [body: object, field: string, said: string][] = [
      [{ windows: { sms: { from: '22:00', to: '23:00' } } }, 'windows.sms', 'some of it between 08:00 and 21:00'],
      [{ windows: { email: { from: '18:00', to: '09:00' } } }, 'windows.email', 'from must be before to'],
      [{ windows: { call: { from: '9', to: '17:00' } } }, 'windows.call.from', 'HH:MM'],
      [{ windows: { email: { from: '09:00', to: '17:00', days: [] } } }, 'windows.email.days', 'at least one day'],
      [{ holidays: days(51) }, 'holidays', 'at most 50 dates'],
      [{ holidays: ['2026-02-30'] }, 'holidays[0]', 'YYYY-MM-DD'],
      [{ dailyTouchLimit: 21 }, 'dailyTouchLimit', 'at most 20'],
      [{ dailyTouchLimit: 0 }, 'dailyTouchLimit', 'at least 1'],
      [{ latenessHours: 721 }, 'latenessHours', 'at most 720'],
      [{ stages: [] }, 'stages', 'at least one stage'],
      [{ stages: ['new', 'new'] }, 'stages', 'twice'],
      [{ attributes: ['Street Name'] }, 'attributes[0]', 'small_letters'],
    ]
    for (const [body, field, said] of refused) {
      const answered = await put(body)
      expect([body, answered.status]).toEqual([body, 400])
      const [error] = problemOf(answered).errors ?? []
      expect(error).toMatchObject({ field })
      expect(error?.message).toContain(said)
    }
    expect(world.state.here).toEqual({})
    expect((await put({ holidays: days(50), dailyTouchLimit: 20, latenessHours: 720 })).status).toBe(200)
  })

  it('that are set by two people at once are refused to the second, with what the first one set', async () => {
    await put({ dailyTouchLimit: 1, revision: 0 })
    const answered = await put({ dailyTouchLimit: 3, revision: 0 })
    expect(answered.status).toBe(409)
    expect(answered.json['current']).toMatchObject({
      dailyTouchLimit: 1,
      setHere: [{ setting: 'dailyTouchLimit', by: 'ann@acme.example' }],
    })
    expect((await put({ holidays: [] }, 'member')).status).toBe(403)
  })

  it('that are set here are what the pickers, the list of leads and the templates go by at once', async () => {
    await put({ stages: ['won'], attributes: ['house_number'] })
    world.state.stages.set('won', ['l-won'])
    world.state.leads.set('l-won', {
      leadId: 'l-won',
      stage: 'won',
      previousStage: null,
      occurredAt: '2026-11-20T15:00:00.000Z',
      contacts: [],
      outcomes: [],
      history: [],
    })
    const { json } = await world.call({ method: 'GET', path: '/api/v1/leads' })
    expect((json['items'] as { id: string }[]).map(({ id }) => id)).toEqual(['l-won'])
    const fields = await world.call({ method: 'GET', path: '/api/v1/merge-fields' })
    expect(fields.text).toContain('house_number')
  })

  it('are not changed by a body that names nothing', async () => {
    expect((await put({ revision: 0 })).status).toBe(400)
    expect((await put({ sending: 'maybe' })).status).toBe(400)
  })
})
