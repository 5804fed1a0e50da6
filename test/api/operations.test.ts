import { beforeEach, describe, expect, it } from 'vitest'
import type { OperationsView, SetupItem } from '../../functions/contract/api/operations.ts'
import { unsetPostalAddress } from '../../functions/domain/email-body.ts'
import { sequence } from '../domain/builders.ts'
import { apiWorld } from './world.ts'

let world: ReturnType<typeof apiWorld>
beforeEach(() => {
  world = apiWorld()
})
const get = (path: string, groups = 'admin') => world.call({ method: 'GET', path: `/api/v1/${path}`, groups })

describe('what an operator looks at', () => {
  it('is each queue that the tenant has with its dead letters, the schedules, and the last rollups', async () => {
    world.state.depths = {
      enroll: { waiting: 3, inFlight: 1, delayed: 0, dead: 2 },
      dispatch: { waiting: 0, inFlight: 0, delayed: 5, dead: 0 },
    }
    world.state.schedules = { waiting: 1_000, more: true }
    world.state.executions = [
      { id: 'arn:2', name: 'two', status: 'FAILED', startedAt: '2026-11-20T15:00:00.000Z', stoppedAt: '2026-11-20T15:01:00.000Z' },
      { id: 'arn:1', name: 'one', status: 'SUCCEEDED', startedAt: '2026-11-20T14:00:00.000Z', stoppedAt: '2026-11-20T14:01:00.000Z' },
    ]
    const { status, json } = await get('operations')
    const view = json as unknown as OperationsView
    expect(status).toBe(200)
    expect(view.queues.map(({ queue, dead }) => [queue, dead])).toEqual([
      ['enroll', 2],
      ['dispatch', 0],
    ])
    expect(view.schedules).toEqual({ waiting: 1_000, more: true })
    expect(view.executions.map(({ name, detail }) => [name, detail?.slice(0, 9)])).toEqual([
      ['two', 'It failed'],
      ['one', undefined],
    ])
    expect(view.adapters).toEqual([{ channel: 'email', adapter: 'ses', simulated: false }])
  })

  it('is nothing for members', async () => {
    for (const path of ['operations', 'setup']) expect((await get(path, 'member')).status).toBe(403)
  })
})

describe('the setup checklist', () => {
  const items = async () => new Map(((await get('setup')).json['items'] as SetupItem[]).map((item) => [item.id, item]))

  it('of a tenant that has just been deployed says what is open, and claims nothing that it cannot see', async () => {
    world.state.profiles.clear()
    world.ports.settings.postalAddress = unsetPostalAddress
    const found = await items()
    const states = Object.fromEntries([...found].map(([id, { state }]) => [id, state]))
    expect(states).toMatchObject({
      'first-admin': 'done',
      crm: 'open',
      'postal-address': 'open',
      'ses-production': 'unknown',
      suppressions: 'open',
      sequence: 'open',
      'allow-list': 'done',
      sending: 'done',
      replies: 'open',
      webhooks: 'open',
      alarms: 'unknown',
      'custom-domain': 'unknown',
      backups: 'unknown',
    })
    expect(found.get('sender-domain')?.text).toContain('acme.example')
  })

  it('sees what is done: leads in a stage, an active sequence, an imported list, an account out of the sandbox', async () => {
    world.state.stages.set('new', ['lead-1'])
    world.state.sequences.set('SEQ1', sequence({ status: 'active', version: 1 }))
    const { json } = await world.call({
      method: 'POST',
      path: '/api/v1/suppressions/import',
      body: { csv: 'email\ngone@example.com', source: 'old system', reason: 'unsubscribed' },
      groups: 'admin',
    })
    const job = world.state.jobs.get(String(json['id']))
    if (!job) throw new Error('no job')
    expect((await items()).get('suppressions')?.state).toBe('open')
    world.state.jobs.set(job.id, { ...job, enrolled: 1, done: 1 })
    const account = { sandbox: false, maxPerDay: 50_000, maxPerSecond: 14, enforcement: 'HEALTHY', at: '2026-11-20T15:00:00.000Z' }
    world.state.controls = { ...world.state.controls, account }
    const found = await items()
    for (const id of ['crm', 'sequence', 'suppressions', 'ses-production']) expect([id, found.get(id)?.state]).toEqual([id, 'done'])
  })
})
