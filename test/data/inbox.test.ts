import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countWaiting } from '../../functions/data/counts.ts'
import { clearContact } from '../../functions/data/erasure.ts'
import { commitHead } from '../../functions/data/heads.ts'
import { listInbox, markInbox } from '../../functions/data/inbox.ts'
import { putInteraction } from '../../functions/data/interactions.ts'
import { readPerson } from '../../functions/data/person.ts'
import { saveProfile } from '../../functions/data/profiles.ts'
import type { Table } from '../../functions/data/table.ts'
import type { Interaction } from '../../functions/domain/interaction.ts'
import { enrollment, enrollmentId, head, profile } from '../domain/builders.ts'
import { binary, startTable } from './real-table.ts'

let table: Table
let stop: () => void

const wrote = (n: number, said: Partial<Interaction> = {}): Omit<Interaction, 'id'> => ({
  contactKey: `cb0${n}`,
  at: `2026-11-20T15:0${n}:00.250Z`,
  channel: 'email',
  direction: 'inbound',
  kind: 'replied',
  enrollmentId,
  sequenceId: 'SEQ1',
  body: `words ${n}`,
  ...said,
})
const open = async () => (await listInbox(table, { state: 'open', limit: 10 })).items
const done = async () => (await listInbox(table, { state: 'done', limit: 10 })).items
const handled = { by: 'ann', at: '2026-11-20T16:00:00.000Z' }

describe.skipIf(!binary)('the inbox', () => {
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
    await saveProfile(table, { ...profile, key: 'cb01' })
    await commitHead(table, head({ key: 'cb01', revision: 0, enrollments: [enrollment()] }), null)
    for (const n of [1, 2, 3]) await putInteraction(table, wrote(n))
  })
  afterAll(() => stop())

  it('lists what people wrote, newest first, with the enrollment that it answers', async () => {
    const items = await open()
    expect(items.map(({ interaction }) => interaction.body)).toEqual(['words 3', 'words 2', 'words 1'])
    expect(items.at(-1)).toMatchObject({ profile: { firstName: 'Dana' }, live: { id: enrollmentId }, finished: null })
    const first = await listInbox(table, { state: 'open', limit: 2 })
    const rest = await listInbox(table, { state: 'open', limit: 2, after: first.next ?? '' })
    expect(rest.items.map(({ interaction }) => interaction.body)).toEqual(['words 1'])
    expect(await countWaiting(table, 'inbox', 2)).toEqual({ count: 2, more: true })
    expect(await countWaiting(table, 'inbox', 3)).toEqual({ count: 3, more: false })
  })

  it('leaves out what a machine answered, a call for help, an opening and a click on the way out', async () => {
    for (const kind of ['out_of_office', 'asked_for_help', 'opened'] as const) await putInteraction(table, wrote(1, { kind }))
    const { body: _nothing, ...link } = wrote(1, { kind: 'unsubscribed' })
    await putInteraction(table, link)
    expect(await open()).toHaveLength(3)
  })

  it('moves what is handled to the others, whoever marks it again, and back', async () => {
    const [newest] = await open()
    if (!newest) throw new Error('the inbox is empty')
    const marked = await markInbox(table, newest.interaction, { handled, intent: 'interested' })
    expect(marked?.interaction).toMatchObject({ handledBy: 'ann', handledAt: handled.at, intent: 'interested' })
    const again = await markInbox(table, newest.interaction, { handled: { by: 'ben', at: '2026-11-20T17:00:00.000Z' } })
    expect(again?.interaction).toMatchObject({ handledBy: 'ann', intent: 'interested' })
    expect((await open()).map(({ interaction }) => interaction.body)).toEqual(['words 2', 'words 1'])
    expect((await done()).map(({ interaction }) => interaction.body)).toEqual(['words 3'])
    expect((await markInbox(table, newest.interaction, { handled: null }))?.interaction.handledBy).toBeUndefined()
    expect(await open()).toHaveLength(3)
    expect(await done()).toEqual([])
  })

  it('keeps what is handled handled where the same mail is received once more', async () => {
    const [, second] = await open()
    if (!second) throw new Error('the inbox is empty')
    await markInbox(table, second.interaction, { handled })
    await putInteraction(table, wrote(2))
    expect((await done()).map(({ interaction }) => interaction.handledBy)).toEqual(['ann'])
    expect(await open()).toHaveLength(2)
  })

  it('marks nothing that nobody wrote, and nothing that is not there', async () => {
    const { items } = await readPerson(table, 'cb01', { after: undefined, mostBytes: 100_000 })
    const opened = items.find(({ content }) => content['kind'] === 'opened')
    expect(await markInbox(table, { contactKey: 'cb01', id: String(opened?.content['id']) }, { handled })).toBeNull()
    expect(await markInbox(table, { contactKey: 'nobody', id: '01KAGJ00000000000000000000' }, { handled })).toBeNull()
    expect(await markInbox(table, { contactKey: 'cb01', id: 'none of ours' }, { handled })).toBeNull()
  })

  it('finds an entry whose time was told without milliseconds', async () => {
    await putInteraction(table, wrote(4, { at: '2026-11-20T15:04:00Z' }))
    const [newest] = await open()
    if (!newest) throw new Error('the inbox is empty')
    expect((await markInbox(table, newest.interaction, { handled }))?.interaction.body).toBe('words 4')
  })

  it('is exported with who handled it, and erased with the person', async () => {
    await markInbox(table, { contactKey: 'cb01', id: (await open()).at(-1)?.interaction.id ?? '' }, { handled })
    const { items } = await readPerson(table, 'cb01', { after: undefined, mostBytes: 100_000 })
    expect(items.map(({ content }) => content)).toContainEqual(expect.objectContaining({ body: 'words 1', handledBy: 'ann' }))
    await clearContact(table, 'cb01', { addressKey: () => 'a', forgetMails: async () => undefined })
    expect((await done()).map(({ interaction }) => interaction.body)).not.toContain('words 1')
  })
})
