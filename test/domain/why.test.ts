import { describe, expect, it } from 'vitest'
import type { LiveEnrollment } from '../../functions/domain/contact.ts'
import { gateNames, messageReasons, messageStatuses, type MessageRow } from '../../functions/domain/message.ts'
import { messagesOf } from '../../functions/domain/messages-of.ts'
import { stateText, whyOf, type WhyContext } from '../../functions/domain/why.ts'
import { verdictText } from '../../functions/domain/verdict-text.ts'
import { messageReasonText } from '../../functions/domain/reasons.ts'
import {
  accepted,
  change,
  claimed,
  dueSignal,
  effectsOf,
  enrollment,
  head,
  hours,
  now,
  profile,
  resultSignal,
  withPlan,
} from './builders.ts'

const contextFor = (one: LiveEnrollment, over: Partial<WhyContext> = {}): WhyContext => ({
  zone: 'America/Chicago',
  consent: head().consent,
  enrollment: one,
  sequenceStatus: 'active',
  stepName: (id) => `Step ${id.slice(1)}`,
  ...over,
})
const message = (one: LiveEnrollment, index = 0, rows: MessageRow[] = []): MessageRow => {
  const found = messagesOf(head(), one, rows)[index]
  if (!found) throw new Error('no such message')
  return found
}
const sentences = (row: MessageRow, context: WhyContext) =>
  whyOf(row, context).attempts.flatMap(({ text, verdicts }) => [text, ...verdicts.map((one) => one.text)])

describe('why a message was sent', () => {
  it('says what every gate saw, in order, and who took it', () => {
    const running = enrollment()
    const { head: after, send } = claimed(head({ enrollments: [running] }))
    const done = change(after, resultSignal(send, accepted))
    const [put] = effectsOf([...done.before, ...done.after], 'put_message')
    const row = put?.row
    if (!row) throw new Error('no row')
    const all = sentences(row, contextFor(running))
    expect(all[0]).toBe('20 Nov 2026, 09:00 (America/Chicago): every gate was open, and ses took it.')
    expect(all).toContain('Consent: given on 31 Oct 2026 by the CRM.')
    expect(all).toContain('Daily limit: 0 of 2 touches on 20 Nov 2026.')
    expect(all).toContain('Opt-outs: none on record.')
    expect(all).toContain('Address: there is one, and it works.')
    expect(whyOf(row, contextFor(running)).text).toBe('It was sent at 20 Nov 2026, 09:00 (America/Chicago) to dana@example.com.')
  })

  it('does not pass off a later consent as the one that was seen', () => {
    const newer = { email: { given: true, at: '2026-12-24T00:00:00.000Z', source: 'crm' } }
    const seen = { gate: 'consent', pass: true, saw: 'given' } as const
    const attempt = { startedAt: '2026-11-20T15:00:00.000Z' }
    expect(verdictText(seen, attempt, { channel: 'email', zone: 'UTC', consent: newer })).toBe('Consent: given.')
    const imported = { sms: { given: true, at: '2026-11-01T00:00:00.000Z', source: 'import by ann' } }
    expect(verdictText(seen, attempt, { channel: 'sms', zone: 'UTC', consent: imported })).toBe(
      'Consent: given on 1 Nov 2026 by an import by ann.',
    )
  })
})

describe('why a message was not sent', () => {
  it('names the gate that closed, with what to do', () => {
    const running = enrollment()
    const closed = change(
      head({ enrollments: [running], consent: { email: { given: false, at: '2026-11-01T00:00:00.000Z', source: 'crm' } } }),
      dueSignal('s1'),
    )
    const [put] = effectsOf(closed.before, 'put_message')
    if (!put) throw new Error('no row')
    const why = whyOf(put.row, contextFor(running))
    expect(why.text).toBe(`It was skipped. ${messageReasonText('no_consent')}`)
    expect(why.attempts[0]?.text).toMatch(/a gate was closed, so nothing left\. There is no consent/)
    expect(why.attempts[0]?.verdicts.at(-1)).toEqual({ gate: 'consent', pass: false, text: `Consent: ${messageReasonText('no_consent')}` })
  })

  it('has a sentence for every gate and reason', () => {
    for (const gate of gateNames)
      for (const reason of messageReasons) {
        const text = verdictText(
          { gate, pass: false, reason, saw: 'x' },
          { startedAt: '2026-11-20T15:00:00.000Z' },
          { channel: 'sms', zone: 'UTC', consent: {} },
        )
        expect(text).toContain(messageReasonText(reason))
        expect(
          verdictText(
            { gate, pass: true, saw: 'x' },
            { startedAt: '2026-11-20T15:00:00.000Z' },
            { channel: 'sms', zone: 'UTC', consent: {} },
          ),
        ).toMatch(/^[A-Z].*\.$/)
      }
  })
})

describe('what came of a message', () => {
  const running = withPlan(enrollment(), { s1: { state: 'sent' } })
  const events = { openedAt: '2026-11-20T15:00:02.000Z', clickedAt: '2026-11-20T15:00:02.000Z', clickedLinks: ['https://acme.example/a'] }

  it('is told with its times, and whether a person did it', () => {
    const scanned: MessageRow = { ...message(running), status: 'sent', sentAt: '2026-11-20T15:00:00.000Z', events }
    expect(whyOf(scanned, contextFor(running)).text).toBe(
      'It was sent at 20 Nov 2026, 09:00 (America/Chicago) to dana@example.com. At 20 Nov 2026, 09:00 (America/Chicago) it was opened automatically, by a mail gateway or a scanner. At 20 Nov 2026, 09:00 (America/Chicago) it was clicked automatically, by a mail gateway or a scanner: https://acme.example/a.',
    )
    const read = { ...events, openedByPersonAt: '2026-11-20T16:00:00.000Z', clickedByPersonAt: '2026-11-20T16:01:00.000Z' }
    const text = whyOf({ ...scanned, events: { ...read, repliedAt: '2026-11-20T17:00:00.000Z' } }, contextFor(running)).text
    expect(text).toContain(
      'At 20 Nov 2026, 10:00 (America/Chicago) it was opened. At 20 Nov 2026, 10:01 (America/Chicago) it was clicked: ',
    )
    expect(text).toMatch(/At 20 Nov 2026, 11:00 \(America\/Chicago\) it was answered by the contact\.$/)
  })
})

describe('a message whose answer was lost', () => {
  const settled = { by: 'ann', at: '2026-11-20T17:00:00.000Z' }
  const lost = (over: Partial<MessageRow>): MessageRow => ({
    ...message(withPlan(enrollment(), { s1: { state: 'unknown' } })),
    attempts: [
      {
        id: 'A1',
        startedAt: '2026-11-20T15:00:00.000Z',
        adapter: 'ses',
        outcome: 'unknown',
        detail: 'timeout',
        revision: 1,
        verdicts: [],
        settled,
      },
    ],
    ...over,
  })
  const why = (row: MessageRow) => whyOf(row, contextFor(enrollment())).text

  it('names the person by whose word it is known to have left', () => {
    const sent = lost({ status: 'sent', sentAt: '2026-11-20T15:00:00.000Z' })
    expect(why(sent)).toBe(
      "It was sent at 20 Nov 2026, 09:00 (America/Chicago) to dana@example.com. The provider's answer was lost: ann said at 20 Nov 2026, 11:00 (America/Chicago) that it arrived.",
    )
  })

  it('says nothing of that word once another try is planned', () => {
    expect(why(lost({ status: 'scheduled' }))).not.toContain('ann')
  })
})

describe('how a message stands', () => {
  const running = enrollment()

  it('says that a reply waits for a decision, or who has taken it over', () => {
    const reviewed = enrollment({ status: 'paused', pauseReason: 'reply_review' })
    expect(stateText(message(reviewed), contextFor(reviewed))).toMatch(
      /The enrollment is paused: a reply waits for a decision\. Read it, then continue the enrollment or end it\.$/,
    )
    const taken = enrollment({ status: 'paused', pauseReason: 'taken_over', takenOverBy: 'ann' })
    expect(stateText(message(taken), contextFor(taken))).toMatch(/ann has taken it over and goes on by hand\. Resume it/)
  })

  it('names the variable that has no value', () => {
    const poor = change(head({ enrollments: [running] }), dueSignal('s1', 1, { profile: { ...profile, attributes: {} } }))
    const [put] = effectsOf(poor.before, 'put_message')
    if (!put) throw new Error('no row')
    expect(stateText(put.row, contextFor(running))).toBe(
      'It is held. It waits for {{street}}: the contact has no street. Fill it in the CRM, or give it a default in the step.',
    )
  })

  it('has one answer of a gate where two decisions raced and one was lost', () => {
    const closed = { consent: { email: { given: false, at: '2026-11-01T00:00:00.000Z', source: 'crm' } } }
    const rowOf = (attemptId: string, previous?: MessageRow, at = now): MessageRow => {
      const decided = change(
        head({ enrollments: [running], ...closed }),
        dueSignal('s1', 1, { attemptId, ...(previous ? { previous } : {}) }),
        at,
      )
      const [put] = effectsOf(decided.before, 'put_message')
      if (!put) throw new Error('no row')
      return put.row
    }
    const first = rowOf('A1')
    expect(rowOf('A2', first, now + 400).attempts.map(({ id }) => id)).toEqual(['A1'])
    expect(rowOf('A2', first, now + hours(1)).attempts.map(({ id }) => id)).toEqual(['A1', 'A2'])
  })

  it('is told for one that nobody tried yet, with what it waits for', () => {
    expect(stateText(message(running), contextFor(running))).toBe('It is scheduled for 20 Nov 2026, 09:00 (America/Chicago).')
    expect(stateText(message(running, 1), contextFor(running))).toBe(
      'It is scheduled for 21 Nov 2026, 09:00 (America/Chicago). It goes after the step "Step 1", which is not over yet.',
    )
  })

  it('is told for a pause, of the enrollment or of the sequence', () => {
    const paused = enrollment({ status: 'paused', pauseReason: 'on leave', resumeAt: (now + hours(48)) / 1000 })
    expect(stateText(message(paused), contextFor(paused))).toMatch(/paused: on leave\. It resumes by itself at 22 Nov 2026, 09:00/)
    expect(stateText(message(running), contextFor(running, { sequenceStatus: 'paused' }))).toMatch(/The sequence is paused/)
  })

  it('is told for a step that moved, was held, or that the end of the enrollment left out', () => {
    const moved = withPlan(running, { s1: { reason: 'outside_window' } })
    expect(stateText(message(moved), contextFor(moved))).toContain(messageReasonText('outside_window'))
    const held = withPlan(running, { s1: { state: 'held', reason: 'missing_merge_value' } })
    expect(stateText(message(held), contextFor(held))).toBe(`It is held. ${messageReasonText('missing_merge_value')}`)
    const over = withPlan(running, { s2: { state: 'cancelled', reason: 'enrollment_finished' } })
    const ended = contextFor(over, {
      enrollment: {
        status: 'finished',
        plan: over.plan,
        exitReason: 'replied',
        exitDetail: 'Yes please',
        finishedAt: '2026-11-20T16:00:00.000Z',
      },
    })
    expect(stateText(message(over, 1), ended)).toBe(
      'It was never due. The enrollment ended at 20 Nov 2026, 10:00 (America/Chicago). The contact replied. (Yes please)',
    )
  })

  it('has a sentence for every status', () => {
    for (const status of messageStatuses) expect(stateText({ ...message(running), status }, contextFor(running))).toMatch(/^It .*\.$/)
    const task = { ...message(running), status: 'sent' as const, task: { state: 'open' as const } }
    expect(stateText(task, contextFor(running))).toMatch(/handed to a person\. It is open/)
    expect(stateText({ ...message(running), status: 'sent', simulated: true }, contextFor(running))).toMatch(/simulated/)
  })
})
