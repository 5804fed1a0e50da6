import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { knownAttributes } from '../../functions/data/attributes.ts'
import { archivePut, putReference } from '../../functions/data/enrollments.ts'
import { commitHead } from '../../functions/data/heads.ts'
import { listContacts } from '../../functions/data/contacts.ts'
import { findEnrollment, listEnrollments, listOpenTasks } from '../../functions/data/listings.ts'
import { putMessage } from '../../functions/data/messages.ts'
import { saveProfile } from '../../functions/data/profiles.ts'
import type { Table } from '../../functions/data/table.ts'
import { standsIn } from '../../functions/domain/enrollment-filter.ts'
import { messageRow } from '../../functions/domain/message-row.ts'
import { enrollment, enrollmentId, head, now, otherEnrollmentId, profile } from '../domain/builders.ts'
import { binary, putAlone, startTable } from './real-table.ts'

let table: Table
let stop: () => void
const at = new Date(now).toISOString()

describe.skipIf(!binary)('what the API lists', () => {
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
    await saveProfile(table, profile)
    await commitHead(table, head({ revision: 0, enrollments: [enrollment()] }), null)
    const { id: _live, plan, ...walked } = enrollment()
    await putAlone(
      table,
      archivePut(table, {
        id: otherEnrollmentId,
        sequenceId: walked.sequenceId,
        version: 1,
        contactKey: 'ck1',
        contactId: 'c-1001',
        leadId: 'lead-1001',
        stage: 'new',
        enrolledAt: at,
        enrolledBy: 'trigger',
        finishedAt: at,
        exitReason: 'moved',
        plan,
      }),
    )
    for (const id of [enrollmentId, otherEnrollmentId])
      await putReference(table, { id, contactKey: 'ck1', sequenceId: walked.sequenceId, version: 1, enrolledAt: at })
  })
  afterAll(() => stop())

  it('finds an enrollment in the head while it runs, and in its row once it is over', async () => {
    const { items, next } = await listEnrollments(table, 'SEQ1', { limit: 10 })
    expect(next).toBeNull()
    expect(items).toMatchObject([
      { id: otherEnrollmentId, live: null, finished: { exitReason: 'moved' }, profile: { contactId: 'c-1001' } },
      { id: enrollmentId, live: { status: 'active' }, finished: null },
    ])
  })

  it('pages enrollments, newest first', async () => {
    const first = await listEnrollments(table, 'SEQ1', { limit: 1 })
    expect(first).toMatchObject({ items: [{ id: otherEnrollmentId }], next: otherEnrollmentId })
    expect((await listEnrollments(table, 'SEQ1', { limit: 1, after: otherEnrollmentId })).items).toMatchObject([{ id: enrollmentId }])
  })

  it('finds those that stand so, by their heads', async () => {
    const all = (await listEnrollments(table, 'SEQ1', { limit: 10 })).items
    const standing = async (status: 'active' | 'paused' | 'finished') =>
      (await listEnrollments(table, 'SEQ1', { limit: 10, isWanted: standsIn({ status }) })).items
    const active = await standing('active')
    expect(active).toEqual(all.filter(({ live }) => live?.status === 'active'))
    expect(await standing('finished')).toEqual(all.filter(({ finished }) => finished !== null))
    expect(await standing('paused')).toEqual([])
    expect(active.length).toBeGreaterThan(0)
  })

  it('finds one enrollment by its id, and none where there is none', async () => {
    expect(await findEnrollment(table, enrollmentId)).toMatchObject({ contactKey: 'ck1', live: { id: enrollmentId } })
    expect(await findEnrollment(table, '01KAGJ00000000000000000000')).toBeNull()
  })

  it('lists every contact once over its pages', async () => {
    for (let i = 2; i <= 5; i++) await saveProfile(table, { ...profile, key: `ck${i}`, contactId: `c-${i}` })
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await listContacts(table, 2, after)
      seen.push(...page.items.map(({ contactId }) => contactId))
      after = page.next ?? undefined
    } while (after !== undefined)
    expect(seen.toSorted()).toEqual(['c-1001', 'c-2', 'c-3', 'c-4', 'c-5'])
  })

  it('lists open tasks by their due time over its pages', async () => {
    const one = enrollment()
    const rows = one.plan.map((item) =>
      messageRow(head(), one, item, { status: 'sent', sentAt: at, task: { state: 'open' }, attempts: [] }),
    )
    for (const row of rows.toReversed()) await putMessage(table, row)
    const first = await listOpenTasks(table, 3)
    expect(first.items.map(({ stepId }) => stepId)).toEqual(['s1', 's2', 's3'])
    const [, second, third] = first.items.map(({ dueAt }) => dueAt)
    const between = await listOpenTasks(table, 3, { from: second, before: third })
    expect(between.items.map(({ stepId }) => stepId)).toEqual(['s2'])
    expect(await listOpenTasks(table, 3, { from: third, before: second })).toEqual({ items: [], next: null })
    // The place where a wider list ended lies outside of what is due now.
    expect(await listOpenTasks(table, 3, { after: first.next ?? '', before: second })).toEqual({ items: [], next: null })
    expect((await listOpenTasks(table, 3, { after: first.next ?? '', from: rows[3]?.dueAt })).items.map(({ stepId }) => stepId)).toEqual([
      's4',
    ])
    expect((await listOpenTasks(table, 3, { after: first.next ?? '' })).items.map(({ stepId }) => stepId)).toEqual(['s4'])
  })

  it('remembers the names of attributes that contacts were seen with', async () => {
    await saveProfile(table, { ...profile, key: 'ck9', contactId: 'c-9', attributes: { parcel_number: 'A-1', street: 'Elm' } })
    expect(await knownAttributes(table)).toEqual(['parcel_number', 'street'])
  })
})
