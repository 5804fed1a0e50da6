import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commitHead } from '../../functions/data/heads.ts'
import { claimHelp } from '../../functions/data/help.ts'
import { putInteraction } from '../../functions/data/interactions.ts'
import { putMessage } from '../../functions/data/messages.ts'
import { readPerson, type KeptItem } from '../../functions/data/person.ts'
import { saveProfile } from '../../functions/data/profiles.ts'
import type { Table } from '../../functions/data/table.ts'
import { messageRow } from '../../functions/domain/message-row.ts'
import { enrollment, head } from '../domain/builders.ts'
import { binary, startTable } from './real-table.ts'

let table: Table
let stop: () => void
const at = '2026-11-20T15:00:00.000Z'

describe.skipIf(!binary)('all that lies with a contact', () => {
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
    const owner = head({ key: 'ab12', revision: 0 })
    const live = enrollment()
    await saveProfile(table, { key: 'ab12', contactId: 'c-1', leadId: 'lead-1', firstName: 'Dana', updatedAt: at })
    await commitHead(table, owner, null)
    const [item] = live.plan
    if (!item) throw new Error('no plan')
    const text = 'About 12 Elm St, as we said. '.repeat(60)
    await putMessage(table, { ...messageRow(owner, live, item, { status: 'sent', attempts: [] }), subject: 'Hi', body: text })
    await claimHelp(table, 'ab12', '2026-11-20')
    for (let i = 0; i < 5; i++)
      await putInteraction(table, {
        contactKey: 'ab12',
        at,
        channel: 'email',
        direction: 'inbound',
        kind: 'replied',
        body: `${i}`.repeat(900),
      })
  })
  afterAll(() => stop())

  it('is read with its compressed texts spelled out', async () => {
    const { items, next } = await readPerson(table, 'ab12', { after: undefined, mostBytes: 1_000_000 })
    expect(next).toBeNull()
    expect(items.map(({ kind }) => kind).toSorted()).toEqual(['head', ...Array(5).fill('interaction'), 'message', 'other', 'profile'])
    expect(items.find(({ kind }) => kind === 'message')?.content['body']).toContain('12 Elm St')
    expect(items.find(({ kind }) => kind === 'profile')?.content).toMatchObject({ firstName: 'Dana' })
  })

  it('comes in pages by its size, each item once', async () => {
    const seen: KeptItem[] = []
    let after: string | undefined
    for (let pages = 0; pages < 20; pages++) {
      const page = await readPerson(table, 'ab12', { after, mostBytes: 1_500 })
      seen.push(...page.items)
      if (page.next === null) break
      after = page.next
    }
    expect(seen).toHaveLength(9)
    expect(new Set(seen.map(({ content }) => JSON.stringify(content))).size).toBe(9)
  })
})
