import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ContactHead, Draft } from '../../../functions/domain/contact.ts'
import { decide } from '../../../functions/domain/decide.ts'
import { asItLeaves, hashOf, withText } from '../../../functions/domain/draft.ts'
import type { Effect } from '../../../functions/domain/effect.ts'
import type { SendContext, Signal } from '../../../functions/domain/signal.ts'
import { nextWake } from '../../../functions/domain/wake.ts'
import {
  change,
  context,
  dueSignal,
  effectsOf,
  enrollSignal,
  enrollment,
  enrollmentId,
  head,
  hours,
  itemOf,
  now,
  planStates,
  profile,
  refusal,
  rules,
  seconds,
  step,
  version,
} from '../builders.ts'

/** A mail at once, one with a brief after three days, drafted a day ahead, and a task. */
const drafted = version({
  steps: [
    step(1, 'email', 0),
    step(2, 'email', 4320, { brief: 'Ask {{first_name}} about {{hobby}}.', body: '', smsText: 'A word, {{first_name}}?' }),
    step(3, 'task', 5760),
  ],
})
const draftTime = now + hours(48)
const dueTime = now + hours(72)
const enrolled = (): ContactHead => {
  const { head: state } = change(head(), enrollSignal({ version: drafted }))
  return {
    ...state,
    enrollments: state.enrollments.map((one) => ({
      ...one,
      plan: one.plan.map((i) => (i.step === 's1' ? { ...i, state: 'sent' as const } : i)),
    })),
  }
}
const draftDue = (revision = 1, overrides: Partial<SendContext> = {}): Signal => ({
  kind: 'draft_due',
  enrollmentId,
  step: 's2',
  revision,
  context: context({ version: drafted, ...overrides }),
})
const draftIn = (effects: readonly Effect[]): Draft => {
  const [put] = effectsOf(effects, 'put_draft')
  if (!put) throw new Error('no draft was put')
  return put.draft
}
const made = (overrides: Partial<SendContext> = {}) => {
  const decision = change(enrolled(), draftDue(1, overrides), draftTime)
  return { head: decision.head, draft: draftIn(decision.before) }
}
const written = (draft: Draft, body = 'Do you still sail, Dana?', subject = 'Sailing'): Draft => withText(draft, { subject, body })
const approved = (hash?: string) => {
  const { head: state, draft } = made()
  const edited = draftIn(
    (decide(state, { kind: 'draft_edited', enrollmentId, step: 's2', draft: written(draft) }, draftTime) as { after: Effect[] }).after,
  )
  const decision = change(
    state,
    { kind: 'draft_approved', enrollmentId, step: 's2', draft: edited, hash: hash ?? edited.hash, by: 'Ann' },
    draftTime,
  )
  return { ...decision, draft: draftIn(decision.after) }
}
const due = (state: ContactHead, draft: Draft | undefined, overrides: Partial<SendContext> = {}) =>
  dueSignal('s2', itemOf(state, 's2').rev, { version: drafted, ...(draft ? { draft } : {}), ...overrides })

describe('a step with a brief', () => {
  it('plans its draft ahead of its time, and not before the enrollment', () => {
    const decision = change(head(), enrollSignal({ version: drafted }))
    expect(itemOf(decision.head, 's2').draftAt).toBe(seconds(draftTime))
    expect(effectsOf(decision.after, 'schedule')).toContainEqual(
      expect.objectContaining({ step: 's2', revision: 1, due: seconds(draftTime), for: 'draft' }),
    )
    const soon = version({ steps: [step(1, 'email', 60, { approval: 'draft' })] })
    const atOnce = change(head(), enrollSignal({ version: soon }))
    expect(itemOf(atOnce.head, 's1').draftAt).toBe(seconds(now))
    expect(effectsOf(atOnce.after, 'hand_over')).toEqual([expect.objectContaining({ step: 's1', for: 'draft' })])
  })

  it('moves its draft with its time', () => {
    const paused = change(enrolled(), { kind: 'pause', enrollmentId, reason: 'x' }, now + hours(1)).head
    const resumed = change(paused, { kind: 'resume', enrollmentId }, now + hours(11))
    expect(itemOf(resumed.head, 's2')).toMatchObject({ draftAt: seconds(draftTime + hours(10)), due: seconds(dueTime + hours(10)), rev: 2 })
    expect(effectsOf(resumed.after, 'unschedule')).toContainEqual(expect.objectContaining({ step: 's2', revision: 1, for: 'draft' }))
    expect(effectsOf(resumed.after, 'schedule')).toContainEqual(
      expect.objectContaining({ step: 's2', revision: 2, due: seconds(draftTime + hours(10)), for: 'draft' }),
    )
    expect(refusal(resumed.head, draftDue(1), draftTime)).toBe('stale_revision')
    expect(decide(resumed.head, draftDue(2), draftTime)).toMatchObject({ kind: 'unchanged', reason: 'not_due_yet' })
  })

  it('has no text of its own: the brief stands beside the draft, and is none', () => {
    const { head: state, draft } = made()
    expect(draft).toMatchObject({
      body: '',
      subject: 'Hello Dana',
      brief: 'Ask {{first_name}} about {{hobby}}.',
      missing: [],
      recipient: 'dana@example.com',
      status: 'pending',
      revision: 1,
    })
    expect(itemOf(state, 's2')).toMatchObject({ approval: 'pending', state: 'scheduled', rev: 1 })
    expect(itemOf(state, 's2').draftAt).toBeUndefined()
    expect(refusal(state, draftDue(), draftTime)).toBe('nothing_to_do')
  })

  it('is drafted once the sweep comes by, where its entry was lost', () => {
    expect(nextWake(enrolled())).toBe(seconds(draftTime) + 120)
    expect(decide(enrolled(), { kind: 'swept', rules }, draftTime + hours(1))).toMatchObject({
      after: [{ kind: 'hand_over', step: 's2', for: 'draft' }],
    })
  })

  it('takes a draft that was written before its commit was lost as it is', () => {
    const { draft } = made()
    const decision = change(enrolled(), draftDue(1, { draft }), draftTime)
    expect(effectsOf(decision.before, 'put_draft')).toEqual([])
    expect(itemOf(decision.head, 's2').approval).toBe('pending')
  })
})

describe('a text that nobody approved', () => {
  it('does not leave at its time, and says so', () => {
    const { head: state, draft } = made()
    const held = change(state, due(state, draft), dueTime)
    expect(planStates(held.head).s2).toBe('held approval_pending')
    expect(effectsOf(held.after, 'send')).toEqual([])
    expect(effectsOf(held.before, 'put_draft')).toEqual([])
    expect(held.verdicts?.at(-1)).toMatchObject({ gate: 'approval', pass: false, reason: 'approval_pending', saw: 'pending' })
  })

  it('is drafted at its time where there is no draft yet', () => {
    const held = change(enrolled(), due(enrolled(), undefined), dueTime)
    expect(planStates(held.head).s2).toBe('held approval_pending')
    expect(draftIn(held.before)).toMatchObject({ status: 'pending', body: '' })
    expect(itemOf(held.head, 's2')).toMatchObject({ approval: 'pending' })
    expect(itemOf(held.head, 's2').draftAt).toBeUndefined()
  })
})

describe('an approval', () => {
  it('lets exactly the approved text leave, with the footer', () => {
    const { head: state, draft } = approved()
    expect(draft).toMatchObject({ status: 'approved', decidedBy: 'Ann', revision: 3 })
    const left = change(state, due(state, draft), dueTime)
    const [send] = effectsOf(left.after, 'send')
    expect(send?.message).toMatchObject({ subject: 'Sailing', body: 'Do you still sail, Dana?', to: 'dana@example.com' })
    expect(send?.message.text).toContain('Do you still sail, Dana?\n\n--\nAcme Homes')
    expect(left.verdicts?.find(({ gate }) => gate === 'approval')?.saw).toBe(`approved ${draft.hash.slice(0, 8)}`)
  })

  it('is refused for another text than the one that was read, for an unfinished one, and for none', () => {
    const { head: state, draft } = made()
    const signal = (overrides: object): Signal => ({
      kind: 'draft_approved',
      enrollmentId,
      step: 's2',
      draft,
      hash: draft.hash,
      by: 'Ann',
      ...overrides,
    })
    expect(refusal(state, signal({ hash: 'other' }))).toBe('draft_changed')
    expect(refusal(state, signal({}))).toBe('draft_empty')
    const empty = written(draft, ' ')
    expect(refusal(state, signal({ draft: empty, hash: empty.hash }))).toBe('draft_empty')
    const unnamed = written(draft, 'Hi', ' ')
    expect(refusal(state, signal({ draft: unnamed, hash: unnamed.hash }))).toBe('draft_incomplete')
    const gaps = written(draft, 'Hi {{hobby}}')
    expect(refusal(state, signal({ draft: gaps, hash: gaps.hash }))).toBe('draft_incomplete')
    expect(refusal(enrolled(), signal({}))).toBe('no_such_draft')
    expect(refusal(head(), signal({}))).toBe('draft_decided')
  })

  it('is refused where the text is the brief word for word, whatever its variables became', () => {
    const { head: state, draft } = made()
    for (const body of ['Ask Dana about sailing.', '  ask Dana\nabout   sailing. ']) {
      const copied = written(draft, body)
      const signal: Signal = { kind: 'draft_approved', enrollmentId, step: 's2', draft: copied, hash: copied.hash, by: 'Ann' }
      expect(refusal(state, signal)).toBe('draft_is_brief')
    }
    expect(decide(state, { kind: 'draft_edited', enrollmentId, step: 's2', draft: { ...draft, body: ' ' } }, draftTime)).toMatchObject({
      kind: 'refused',
      reason: 'draft_empty',
    })
  })

  it('of a brief that was approved as a text before does not let it leave', () => {
    const { head: state, draft } = approved()
    const copied = { ...written(draft, 'Ask Dana about sailing.'), status: 'approved' as const }
    const forced = {
      ...state,
      enrollments: state.enrollments.map((one) => ({
        ...one,
        plan: one.plan.map((item) => (item.step === 's2' ? { ...item, approved: copied.hash } : item)),
      })),
    }
    const held = change(forced, due(forced, copied), dueTime)
    expect(planStates(held.head).s2).toBe('held approval_pending')
    expect(effectsOf(held.after, 'send')).toEqual([])
  })

  it('is void once the text is changed', () => {
    const { head: state, draft } = approved()
    const edited = change(state, { kind: 'draft_edited', enrollmentId, step: 's2', draft: written(draft, 'Another text') }, draftTime)
    expect(itemOf(edited.head, 's2').approval).toBe('pending')
    expect(itemOf(edited.head, 's2')).not.toHaveProperty('approved')
    expect(planStates(change(edited.head, due(edited.head, draftIn(edited.after)), dueTime).head).s2).toBe('held approval_pending')
  })

  it('is void where the contact has another address by then: the draft is of the new one, and waits again', () => {
    const { head: state, draft } = approved()
    const moved = change(
      state,
      {
        kind: 'contact_seen',
        rules,
        facts: { key: 'ck1', contactId: 'c-1001', leadId: 'lead-1001', addresses: { email: { key: 'ae2', value: 'new@example.com' } } },
      },
      draftTime,
    ).head
    const held = change(moved, due(moved, draft), dueTime)
    expect(planStates(held.head).s2).toBe('held approval_pending')
    expect(draftIn(held.before)).toMatchObject({
      status: 'pending',
      recipient: 'new@example.com',
      revision: draft.revision + 1,
      body: draft.body,
    })
    expect(draftIn(held.before)).not.toHaveProperty('decidedBy')
  })

  const seen = (email: { key: string; value: string } | null): Signal => ({
    kind: 'contact_seen',
    rules,
    facts: { key: 'ck1', contactId: 'c-1001', leadId: 'lead-1001', addresses: { email } },
  })
  const renamed = seen({ key: 'ae2', value: 'new@example.com' })

  it('is void at once where the contact gets another address, and its draft is made anew for that one', () => {
    const { head: state, draft } = approved()
    const moved = change(state, renamed, draftTime + 1_000)
    expect(itemOf(moved.head, 's2')).toMatchObject({ state: 'scheduled', approval: 'pending' })
    expect(itemOf(moved.head, 's2')).not.toHaveProperty('approved')
    expect(effectsOf(moved.after, 'hand_over')).toEqual([{ kind: 'hand_over', enrollmentId, step: 's2', revision: 1, for: 'draft' }])
    expect(nextWake(moved.head)).toBe(seconds(draftTime) + 1 + 120)
    const again = change(moved.head, draftDue(1, { draft }), draftTime + 2_000)
    expect(draftIn(again.before)).toMatchObject({
      status: 'pending',
      recipient: 'new@example.com',
      revision: draft.revision + 1,
      body: draft.body,
      hash: asItLeaves(moved.head, itemOf(moved.head, 's2'), draft).hash,
    })
    expect(itemOf(again.head, 's2')).not.toHaveProperty('draftAt')
    expect(effectsOf(again.after, 'hand_over')).toEqual([])
  })

  it('is void where the address is gone, and stays where another one than the message uses is corrected', () => {
    const { head: state } = approved()
    expect(itemOf(change(state, seen(null), draftTime).head, 's2')).toMatchObject({ approval: 'pending' })
    const phone = {
      kind: 'contact_seen',
      rules,
      facts: { key: 'ck1', contactId: 'c-1001', leadId: 'lead-1001', addresses: { phone: { key: 'ap2', value: '+13125550199' } } },
    } as const
    expect(itemOf(change(state, phone, draftTime).head, 's2')).toMatchObject({ approval: 'approved' })
    expect(itemOf(change(state, phone, draftTime).head, 's2')).not.toHaveProperty('draftAt')
  })

  it('is void at once in a paused enrollment too, and its draft is not kept waiting for the resumption', () => {
    const { head: state, draft } = approved()
    const { head: paused } = change(state, { kind: 'pause', enrollmentId, reason: 'x' }, draftTime)
    const moved = change(paused, renamed, draftTime + 1_000)
    expect(effectsOf(moved.after, 'hand_over')).toMatchObject([{ step: 's2', for: 'draft' }])
    expect(nextWake(moved.head)).toBe(seconds(draftTime) + 1 + 120)
    expect(draftIn(change(moved.head, draftDue(1, { draft }), draftTime + 2_000).before)).toMatchObject({ recipient: 'new@example.com' })
  })

  it('that is given for the new address holds, though the draft has not been made anew by then', () => {
    const { head: state, draft } = approved()
    const { head: moved } = change(state, renamed, draftTime + 1_000)
    const { hash } = asItLeaves(moved, itemOf(moved, 's2'), draft)
    const decided = change(moved, { kind: 'draft_approved', enrollmentId, step: 's2', draft, hash, by: 'Ann' }, draftTime + 2_000)
    expect(itemOf(decided.head, 's2')).toMatchObject({ approval: 'approved', approved: hash })
    expect(refusal(decided.head, draftDue(1, { draft }), draftTime + 3_000)).toBe('nothing_to_do')
  })

  it('is void at once where healing moves its message to another channel', () => {
    const { head: state } = approved()
    const { head: held } = change(
      state,
      { kind: 'bounced', enrollmentId, step: 's1', address: 'email', addressKey: 'ae1', bounce: 'hard', detail: 'no such user' },
      draftTime,
    )
    expect(itemOf(held, 's2')).toMatchObject({ approval: 'approved' })
    const heal = {
      kind: 'heal',
      enrollmentId,
      failure: 'email_bounced_hard',
      step: 's1',
      version: drafted,
      records: {},
      rules,
      profile,
    } as const
    const healed = change(held, heal, draftTime)
    expect(itemOf(healed.head, 's2')).toMatchObject({ via: 'sms', approval: 'pending', draftAt: seconds(draftTime) })
    expect(effectsOf(healed.after, 'hand_over')).toMatchObject([{ step: 's2', for: 'draft' }])
  })

  it('is void on another channel, which healing moved the message to', () => {
    const { head: state, draft } = approved()
    const bounced = change(
      state,
      { kind: 'bounced', enrollmentId, step: 's1', address: 'email', addressKey: 'ae1', bounce: 'hard', detail: 'x' },
      draftTime,
    ).head
    const healed = change(
      bounced,
      { kind: 'heal', enrollmentId, failure: 'email_bounced_hard', step: 's2', version: drafted, records: {}, rules, profile },
      draftTime,
    ).head
    expect(itemOf(healed, 's2').via).toBe('sms')
    const held = change(healed, due(healed, draft), dueTime)
    expect(planStates(held.head).s2).toBe('held approval_pending')
    const inFull = 'Acme Homes: A word, Dana?\nReply STOP to opt out.'
    expect(draftIn(held.before)).toMatchObject({ channel: 'sms', recipient: '+13125550142', body: inFull })
    expect(draftIn(held.before)).not.toHaveProperty('subject')
  })

  it('that comes after the time lets the message go on at once, and what follows keeps its distance', () => {
    const { head: state, draft } = made()
    const text = written(draft)
    const held = change(state, due(state, text), dueTime).head
    const late = dueTime + hours(24 * 5)
    const said = change(held, { kind: 'draft_approved', enrollmentId, step: 's2', draft: text, hash: text.hash, by: 'Ann' }, late)
    expect(effectsOf(said.after, 'hand_over')).toEqual([expect.objectContaining({ step: 's2' })])
    expect(nextWake(said.head)).toBeLessThanOrEqual(seconds(late))
    const left = change(said.head, due(said.head, draftIn(said.after)), late + 1000)
    expect(effectsOf(left.after, 'send')).toHaveLength(1)
    expect(itemOf(left.head, 's3').due - itemOf(left.head, 's2').due).toBe(86_400)
  })

  it('goes through every gate again when it leaves', () => {
    const { head: state, draft } = approved()
    const suppressed = { ...state, suppressed: { email: { reason: 'unsubscribed' as const, at: 'x' } } }
    expect(planStates(change(suppressed, due(suppressed, draft), dueTime).head).s2).toBe('skipped suppressed')
  })
})

describe('a draft that is dismissed', () => {
  it('is never sent, and the sequence goes on', () => {
    const { head: state, draft } = made()
    const decision = change(state, { kind: 'draft_dismissed', enrollmentId, step: 's2', draft, by: 'Ann', reason: 'too early' }, draftTime)
    expect(planStates(decision.head)).toMatchObject({ s2: 'skipped draft_dismissed', s3: 'scheduled' })
    expect(draftIn(decision.after)).toMatchObject({ status: 'dismissed', decidedBy: 'Ann' })
    expect(effectsOf(decision.after, 'put_interaction')[0]?.interaction.detail).toBe('draft of step s2 dismissed by Ann: too early')
    expect(effectsOf(decision.after, 'close_draft')).toEqual([])
    expect(refusal(decision.head, { kind: 'draft_approved', enrollmentId, step: 's2', draft, hash: draft.hash, by: 'Ann' })).toBe(
      'draft_decided',
    )
  })

  it('waits for an approval again where its message is sent again', () => {
    const { head: state, draft } = made()
    const gone = change(state, { kind: 'draft_dismissed', enrollmentId, step: 's2', draft, by: 'Ann' }, draftTime)
    const again = change(gone.head, { kind: 'resend', enrollmentId, step: 's2' }, draftTime).head
    const held = change(again, due(again, draftIn(gone.after)), dueTime)
    expect(planStates(held.head).s2).toBe('held approval_pending')
    expect(draftIn(held.before).status).toBe('pending')
  })
})

it.each<[string, Signal]>([
  ['the enrollment ends', { kind: 'cancel', enrollmentId, reason: 'x' }],
  [
    'the contact opts out',
    { kind: 'opted_out', address: 'email', addressKey: 'ae1', channels: ['email'], reason: 'unsubscribed', detail: 'x' },
  ],
  ['the message is skipped', { kind: 'skip', enrollmentId, step: 's2', reason: 'x' }],
])('a draft waits for nobody any more when %s', (_, signal) => {
  const { head: state, draft } = made()
  expect(effectsOf(change(state, signal, draftTime).after, 'close_draft')).toEqual([{ kind: 'close_draft', messageId: draft.id }])
})

describe('whatever people do at once', () => {
  type Act = 'edit' | 'approve' | 'approve stale' | 'address' | 'due' | 'pause' | 'resume' | 'lose the write'
  const acts = fc.array(
    fc.tuple(
      fc.constantFrom<Act>('edit', 'approve', 'approve', 'approve stale', 'address', 'due', 'due', 'pause', 'resume', 'lose the write'),
      fc.nat(3),
    ),
    { minLength: 10, maxLength: 30, size: 'max' },
  )

  it('no text leaves whose recipient, channel and words a person has not approved', () => {
    let sends = 0
    fc.assert(
      fc.property(acts, (life) => {
        const begun = made({ profile: { ...profile, attributes: { hobby: 'sailing' } } })
        let state = begun.head
        let stored = begun.draft
        let old = stored
        let time = draftTime
        const said = new Set<string>()
        let lost = false
        for (const [act, pick] of life) {
          time += hours(8)
          const item = state.enrollments[0]?.plan.find((one) => one.step === 's2')
          if (!item) break
          const signal = ((): Signal => {
            switch (act) {
              case 'edit':
                return { kind: 'draft_edited', enrollmentId, step: 's2', draft: written(stored, `Text ${pick}`) }
              case 'approve':
                return {
                  kind: 'draft_approved',
                  enrollmentId,
                  step: 's2',
                  draft: stored,
                  hash: asItLeaves(state, item, stored).hash,
                  by: 'Ann',
                }
              case 'approve stale':
                return { kind: 'draft_approved', enrollmentId, step: 's2', draft: old, hash: old.hash, by: 'Ann' }
              case 'address':
                return {
                  kind: 'contact_seen',
                  rules,
                  facts: {
                    key: 'ck1',
                    contactId: 'c-1001',
                    leadId: 'lead-1001',
                    addresses: { email: { key: `ae${pick}`, value: `${pick}@example.com` } },
                  },
                }
              case 'pause':
                return { kind: 'pause', enrollmentId, reason: 'x' }
              case 'resume':
                return { kind: 'resume', enrollmentId }
              case 'due':
              case 'lose the write':
                return due(state, stored, { attemptId: `A${time}` })
              default:
                return act satisfies never
            }
          })()
          const decision = decide(state, signal, time)
          if (decision.kind === 'refused') continue
          if (signal.kind === 'draft_approved') said.add(signal.hash)
          const effects = decision.kind === 'changed' ? [...decision.before, ...decision.after] : decision.after
          for (const { message } of effectsOf(effects, 'send')) {
            sends++
            expect(said).toContain(
              hashOf({
                recipient: message.to,
                channel: message.channel,
                body: message.body,
                ...(message.subject === undefined ? {} : { subject: message.subject }),
              }),
            )
          }
          // The draft's own record is written beside the head: it can be late by one write.
          for (const { draft } of effectsOf(effects, 'put_draft'))
            if (draft.revision > stored.revision && !lost) {
              old = stored
              stored = draft
            }
          lost = act === 'lose the write'
          if (decision.kind === 'changed') state = decision.head
        }
      }),
      { numRuns: 400 },
    )
    expect(sends).toBeGreaterThan(50)
  })
})

it('plans nothing of the kind for steps with fixed copy', () => {
  expect(enrollment().plan.every((item) => item.draftAt === undefined)).toBe(true)
})
