import { expect, it } from 'vitest'
import { patched, replaced } from '../../functions/data/message-patch.ts'
import { messageStatuses } from '../../functions/domain/message.ts'
import { messageRow } from '../../functions/domain/message-row.ts'
import { enrollment, head, itemOf } from '../domain/builders.ts'

const state = head({ enrollments: [enrollment()] })
const rowWith = (...ids: string[]) =>
  messageRow(state, enrollment(), itemOf(state, 's1'), {
    status: 'scheduled',
    attempts: ids.map((id) => ({ id, startedAt: 'x', adapter: 'ses', outcome: 'gated', revision: 1, verdicts: [] })),
  })
const ids = (from: number, to: number): string[] => Array.from({ length: to - from }, (_one, index) => `A${from + index}`)

it('a row keeps the newest twenty attempts, whoever writes them', () => {
  expect(rowWith(...ids(0, 25)).attempts.map(({ id }) => id)).toEqual(ids(5, 25))
  expect(replaced(rowWith(...ids(0, 15)), rowWith(...ids(10, 25))).attempts.map(({ id }) => id)).toEqual(ids(5, 25))
})

it('a gate that closed on an older head, ahead of a commit that was lost, does not undo a message that left', () => {
  const attempt = { id: 'A1', startedAt: 'x', adapter: 'ses', outcome: 'accepted' as const, revision: 1, verdicts: [] }
  const left = messageRow(state, enrollment(), itemOf(state, 's1'), { status: 'bounced', attempts: [attempt] })
  const late = { ...rowWith('A2'), status: 'held' as const, reason: 'address_dead' as const }
  const stands = replaced(left, late)
  expect(stands).toMatchObject({ status: 'bounced' })
  expect(stands.reason).toBeUndefined()
  expect(stands.attempts.map(({ id }) => id)).toEqual(['A2', 'A1'])
  expect(replaced(left, { ...late, revision: 2 })).toMatchObject({ status: 'held', reason: 'address_dead' })
})

it('a message that left stays sent where it is planned again', () => {
  const sent = { ...rowWith('A1'), status: 'sent' as const, sentAt: '2026-11-20T15:00:00.000Z' }
  expect(replaced(sent, { ...rowWith('A2'), revision: 2 })).toMatchObject({ status: 'scheduled', sentAt: '2026-11-20T15:00:00.000Z' })
})

it('a message that is sent again after a bounce is delivered after it left, not before', () => {
  const events = {
    deliveredAt: '2026-11-20T15:00:01.000Z',
    bouncedAt: '2026-11-20T15:00:02.000Z',
    bounceType: 'soft',
    bounceKind: 'soft' as const,
  }
  const again = { ...rowWith('A2'), status: 'sent' as const, sentAt: '2026-11-20T16:00:00.000Z', events }
  const told = (first: NonNullable<Parameters<typeof patched>[1]['first']>) => patched({ row: again, seen: [] }, { first })?.row.events
  expect(told({ deliveredAt: '2026-11-20T16:00:01.000Z' })).toEqual({ ...events, deliveredAt: '2026-11-20T16:00:01.000Z' })
  const second = { bouncedAt: '2026-11-20T16:00:02.000Z', bounceType: 'hard', bounceKind: 'hard' as const }
  expect(told(second)).toMatchObject(second)
  const delivered = { ...again, events: { ...events, deliveredAt: '2026-11-20T16:00:01.000Z' } }
  expect(patched({ row: delivered, seen: [] }, { first: { deliveredAt: '2026-11-20T16:30:00.000Z' } })).toBeNull()
})

it('a person’s word that it arrived is believed of a message of unknown fate alone, and kept at the attempt whose answer was lost', () => {
  const settled = { by: 'ann', at: '2026-11-20T17:00:00.000Z' }
  const word = { status: { to: 'sent', from: ['unknown'] }, sentAt: '2026-11-20T15:00:00.000Z', settled } as const
  const lost = { ...rowWith('A1', 'A2'), status: 'unknown' as const }
  const told = patched({ row: lost, seen: [] }, word)
  expect(told?.row).toMatchObject({ status: 'sent', sentAt: word.sentAt })
  expect(told?.row.attempts.map((attempt) => attempt.settled)).toEqual([undefined, settled])
  for (const status of messageStatuses.filter((one) => one !== 'unknown'))
    expect(patched({ row: { ...lost, status }, seen: [] }, word)).toBeNull()
})
