import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ContactHead, Draft } from '../../../functions/domain/contact.ts'
import { decide } from '../../../functions/domain/decide.ts'
import { handWritten, hashOf } from '../../../functions/domain/draft.ts'
import { isJoint } from '../../../functions/domain/effect.ts'
import type { Signal } from '../../../functions/domain/signal.ts'
import {
  accepted,
  change,
  claimed,
  context,
  dueSignal,
  effectsOf,
  enrollment,
  enrollmentId,
  head,
  hours,
  itemOf,
  now,
  planStates,
  profile,
  refusal,
  resultSignal,
  rules,
  step,
  version,
  withPlan,
} from '../builders.ts'

const begun = (changes: Parameters<typeof withPlan>[1] = {}): ContactHead => head({ enrollments: [withPlan(enrollment(), changes)] })

const draftOf = (state: ContactHead, stepId: string, text: { subject?: string; body: string }, known: Draft | null = null): Draft => {
  const [live] = state.enrollments
  if (!live) throw new Error('nobody is enrolled')
  return handWritten({ head: state, enrollment: live, item: itemOf(state, stepId), known, context: { rules } }, { ...text, by: 'Ann' }, now)
}
const edit = (state: ContactHead, stepId: string, text: { subject?: string; body: string }, known: Draft | null = null): Signal => ({
  kind: 'message_edited',
  enrollmentId,
  step: stepId,
  draft: draftOf(state, stepId, text, known),
  by: 'Ann',
})
const mail = { subject: 'Your  boat', body: 'Does she still sail?' }

/** A mail that was written by hand, with its draft as it is stored. */
const written = (state = begun(), stepId = 's1', text: { subject?: string; body: string } = mail) => {
  const decision = change(state, edit(state, stepId, text))
  const [put] = effectsOf(decision.before, 'put_draft')
  if (!put) throw new Error('no draft was put')
  return { ...decision, put, draft: put.draft }
}
const restore = (draft: Draft, stepId = 's1'): Signal => ({ kind: 'message_restored', enrollmentId, step: stepId, draft, by: 'Bob' })
const sentBy = (state: ContactHead, draft: Draft | null, stepId = 's1', at = now) => {
  const decision = change(state, dueSignal(stepId, itemOf(state, stepId).rev, draft ? { draft } : {}), at)
  return { ...decision, message: effectsOf(decision.after, 'send')[0]?.message }
}

describe('a message whose text a person writes', () => {
  it('leaves with exactly that text, at its own time, with the footer', () => {
    const { head: state, draft, put } = written()
    expect(isJoint(put)).toBe(true)
    expect(itemOf(state, 's1')).toMatchObject({ edited: true, approval: 'approved', approved: draft.hash, rev: 1 })
    expect(draft).toMatchObject({ status: 'approved', decidedBy: 'Ann', inPlace: { by: 'Ann' }, revision: 1 })
    const { message, verdicts } = sentBy(state, draft)
    expect(message).toMatchObject({ subject: 'Your boat', body: mail.body })
    expect(message?.text).toContain('Does she still sail?\n\n--\nAcme Homes, 1 Main St')
    expect(verdicts?.find(({ gate }) => gate === 'approval')).toMatchObject({
      pass: true,
      saw: `written by Ann, ${draft.hash.slice(0, 8)}`,
    })
  })

  it('has who writes and how to opt out beside it where it is a first text', () => {
    const state = begun()
    expect(written(state, 's2', { body: 'A word?' }).draft.body).toBe('Acme Homes: A word?\nReply STOP to opt out.')
  })

  it('stands on the timeline, with who wrote it', () => {
    const notes = effectsOf(written().after, 'put_interaction').map(({ interaction }) => interaction.detail)
    expect(notes).toEqual(['text of step s1 written by hand by Ann'])
  })

  it('is not sent in another wording, nor from the template, where its draft says something else', () => {
    const { head: state, draft } = written()
    const other = { ...draft, body: 'Another', hash: hashOf({ ...draft, body: 'Another' }), revision: 2 }
    for (const stored of [other, null]) {
      const { message, head: after } = sentBy(state, stored)
      expect([message, planStates(after)['s1']]).toEqual([undefined, 'held approval_pending'])
    }
  })

  it('keeps its text through a failure for the moment, and is sent with it again', () => {
    const { head: state, draft } = written()
    const { send, head: inFlight } = (() => {
      const decision = change(state, dueSignal('s1', 1, { draft }))
      const [sending] = effectsOf(decision.after, 'send')
      if (!sending) throw new Error('nothing was sent')
      return { send: sending, head: decision.head }
    })()
    const refused = change(inFlight, resultSignal(send, { kind: 'refused', cls: 'transient', reason: 'x', at: accepted.at }), now + 1000)
    const again = sentBy(refused.head, draft, 's1', itemOf(refused.head, 's1').due * 1000)
    expect(again.message?.body).toBe(mail.body)
  })

  it('is refused once it is being sent, has left, or will not leave', () => {
    const flight = claimed(begun()).head
    expect(refusal(flight, edit(flight, 's1', mail))).toBe('claim_in_flight')
    for (const state of ['sent', 'skipped', 'failed', 'unknown', 'cancelled'] as const) {
      const over = begun({ s1: { state } })
      expect(refusal(over, edit(over, 's1', mail))).toBe('already_resolved')
    }
    expect(refusal(begun(), { ...edit(begun(), 's1', mail), enrollmentId: 'gone' } as Signal)).toBe('not_enrolled')
  })

  it('is refused where a person approves its text anyway: that draft is edited instead', () => {
    for (const item of [{ draftAt: 1 }, { approval: 'pending' as const }, { approval: 'approved' as const, approved: 'x' }]) {
      const state = begun({ s1: item })
      expect(refusal(state, edit(state, 's1', mail))).toBe('has_draft')
      expect(refusal(state, restore(draftOf(state, 's1', mail)))).toBe('has_draft')
    }
  })

  it('is refused with something in braces, without a subject, or longer than any provider takes', () => {
    const state = begun()
    expect(refusal(state, edit(state, 's1', { subject: 'Hi', body: 'Hi {{first_name}}' }))).toBe('draft_incomplete')
    expect(refusal(state, edit(state, 's1', { body: 'Hi' }))).toBe('draft_incomplete')
    expect(refusal(state, edit(state, 's2', { body: 'x'.repeat(1600) }))).toBe('draft_incomplete')
  })

  it.each(['missing_merge_value', 'template_error', 'text_too_long'] as const)(
    'that was held as %s goes on, and what follows keeps its distance',
    (reason) => {
      const state = begun({ s1: { state: 'held', reason, heldAt: 1 } })
      const at = now + hours(10)
      const decision = change(state, edit(state, 's1', mail), at)
      expect(itemOf(decision.head, 's1')).toMatchObject({ state: 'scheduled', rev: 2, edited: true })
      expect(itemOf(decision.head, 's2').due - itemOf(decision.head, 's1').due).toBe(86_400)
      expect(effectsOf(decision.after, 'hand_over').map((effect) => effect.step)).toEqual(['s1'])
    },
  )

  it('waits for a person where the address is another one by then', () => {
    const { head: state, draft } = written(begun(), 's3')
    const corrected: Signal = {
      kind: 'contact_seen',
      rules,
      facts: { key: 'ck1', contactId: 'c-1001', leadId: 'lead-1001', addresses: { email: { key: 'ae2', value: 'new@example.com' } } },
    }
    const moved = change(state, corrected)
    expect(itemOf(moved.head, 's3')).toMatchObject({ approval: 'pending', edited: true })
    expect(effectsOf(moved.after, 'hand_over')).toContainEqual(expect.objectContaining({ step: 's3', for: 'draft' }))
    const made = change(moved.head, { kind: 'draft_due', enrollmentId, step: 's3', revision: 1, context: context({ draft }) })
    expect(effectsOf(made.before, 'put_draft')[0]?.draft).toMatchObject({
      status: 'pending',
      recipient: 'new@example.com',
      body: mail.body,
      revision: 2,
    })
    // Written once more, it is for that address, and goes.
    const [pending] = effectsOf(made.before, 'put_draft')
    const anew = change(made.head, edit(made.head, 's3', mail, pending?.draft ?? null))
    const [put] = effectsOf(anew.before, 'put_draft')
    expect(itemOf(anew.head, 's3')).toMatchObject({ approval: 'approved', approved: put?.draft.hash })
    expect(put?.draft).toMatchObject({ status: 'approved', recipient: 'new@example.com', revision: 3 })
  })

  it('waits for a person where healing moves it to another channel', () => {
    const { head: state } = written(begun({ s1: { state: 'sent' }, s2: { state: 'sent' } }), 's3')
    const { head: held } = change(state, {
      kind: 'bounced',
      enrollmentId,
      step: 's1',
      address: 'email',
      addressKey: 'ae1',
      bounce: 'hard',
      detail: 'no such user',
    })
    const heal = {
      kind: 'heal',
      enrollmentId,
      failure: 'email_bounced_hard',
      step: 's1',
      version: version(),
      records: {},
      rules,
      profile,
    } as const
    expect(itemOf(change(held, heal).head, 's3')).toMatchObject({ via: 'sms', approval: 'pending', edited: true })
  })

  it('keeps its text on a newer version that words the step anew, and gives it up where that asks for an approval', () => {
    const { head: state, draft } = written(begun({ s1: { due: Math.floor(now / 1000) + 3600 } }))
    const later = (overrides: object): Signal => ({
      kind: 'version_moved',
      version: version({ version: 2, steps: [step(1, 'email', 60, { body: 'New words', ...overrides }), step(2, 'sms', 1440)] }),
      from: [version()],
    })
    expect(itemOf(change(state, later({})).head, 's1')).toMatchObject({ edited: true, approval: 'approved', approved: draft.hash, rev: 2 })
    const asked = itemOf(change(state, later({ approval: 'draft' })).head, 's1')
    expect([asked.edited, asked.approval, asked.draftAt === undefined]).toEqual([undefined, undefined, false])
  })
})

describe('a text that is given back to the template', () => {
  it('leaves as the template says, and its draft is closed', () => {
    const { head: state, draft } = written()
    const back = change(state, restore(draft))
    const { edited, approval, approved, draftAt } = itemOf(back.head, 's1')
    expect([edited, approval, approved, draftAt]).toEqual([undefined, undefined, undefined, undefined])
    expect(effectsOf(back.before, 'put_draft')).toEqual([
      expect.objectContaining({ joint: true, draft: expect.objectContaining({ status: 'dismissed', revision: 2 }) }),
    ])
    expect(sentBy(back.head, null).message?.body).toBe('Hi Dana, about 12 Elm St.')
  })

  it('changes nothing where nobody wrote one', () => {
    expect(refusal(begun(), restore(draftOf(begun(), 's1', mail)))).toBe('nothing_to_do')
  })

  it('goes on where it waited for a person', () => {
    const { head: state, draft } = written()
    const held = sentBy(state, null)
    expect(planStates(held.head)['s1']).toBe('held approval_pending')
    const back = change(held.head, restore(draft))
    expect(itemOf(back.head, 's1')).toMatchObject({ state: 'scheduled' })
  })
})

describe('whatever people do to one message at once', () => {
  type Act = 'edit' | 'restore' | 'due' | 'address' | 'pause' | 'resume' | 'answer'
  const life = fc.array(
    fc.tuple(fc.constantFrom<Act>('edit', 'edit', 'restore', 'due', 'due', 'address', 'pause', 'resume', 'answer'), fc.nat(3)),
    {
      minLength: 6,
      maxLength: 25,
      size: 'max',
    },
  )

  it('it leaves at most once, as the template or as the last text that stood', () => {
    let sends = 0
    let byHand = 0
    fc.assert(
      fc.property(life, (acts) => {
        let state = begun({ s1: { due: Math.floor(now / 1000) } })
        let stored: Draft | null = null
        let time = now
        let left = 0
        for (const [act, pick] of acts) {
          time += 60_000
          const item = state.enrollments[0]?.plan.find((one) => one.step === 's1')
          if (!item) break
          const text = { subject: 'Hi', body: `Text ${pick}` }
          const signal = ((): Signal | null => {
            switch (act) {
              case 'edit':
                return edit(state, 's1', text, stored)
              case 'restore':
                return stored && restore(stored)
              case 'due':
                return dueSignal('s1', item.rev, { attemptId: `A${time}`, profile, ...(stored ? { draft: stored } : {}) })
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
              case 'answer':
                return null
              default:
                return act satisfies never
            }
          })()
          if (!signal) continue
          const decision = decide(state, signal, time)
          if (decision.kind === 'refused') continue
          const effects = decision.kind === 'changed' ? [...decision.before, ...decision.after] : decision.after
          for (const { message } of effectsOf(effects, 'send')) {
            sends++
            left++
            const own = item.edited ? stored?.body : 'Hi Dana, about 12 Elm St.'
            if (item.edited) byHand++
            expect(message.body).toBe(own)
            expect(item.edited ? stored?.recipient : message.to).toBe(message.to)
          }
          for (const { draft } of effectsOf(effects, 'put_draft')) if (draft.revision > (stored?.revision ?? 0)) stored = draft
          if (decision.kind === 'changed') state = decision.head
        }
        expect(left).toBeLessThanOrEqual(1)
      }),
      { numRuns: 400 },
    )
    expect(sends).toBeGreaterThan(100)
    expect(byHand).toBeGreaterThan(50)
  })
})
