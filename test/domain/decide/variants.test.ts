import { describe, expect, it } from 'vitest'
import type { ContactHead, LiveEnrollment } from '../../../functions/domain/contact.ts'
import { hasShortForm } from '../../../functions/domain/content.ts'
import { asItLeaves, withText } from '../../../functions/domain/draft.ts'
import type { OutgoingMessage } from '../../../functions/domain/effect.ts'
import { enrollmentIdFrom } from '../../../functions/domain/ids.ts'
import { stepOf } from '../../../functions/domain/injected.ts'
import { reasonTextOf } from '../../../functions/domain/message-reason-text.ts'
import { planOf } from '../../../functions/domain/plan.ts'
import type { SequenceVersion, Variant } from '../../../functions/domain/sequence.ts'
import { variantFor } from '../../../functions/domain/variants.ts'
import { whyOf } from '../../../functions/domain/why.ts'
import { replaced } from '../../../functions/data/message-patch.ts'
import {
  accepted,
  change,
  context,
  dueSignal,
  effectsOf,
  enrollment,
  head,
  hours,
  itemOf,
  now,
  profile,
  resultSignal,
  rules,
  seconds,
  step,
  version,
} from '../builders.ts'

const short: Variant = { id: 'b', name: 'Short subject', share: 50, subject: 'Quick one, {{first_name}}', body: 'Just this.' }
const tested = version({ steps: [step(1, 'email', 0, { variants: [short] }), step(2, 'email', 60, { subject: '' }), step(3, 'task', 120)] })
const ids = Array.from({ length: 40 }, (_one, i) => enrollmentIdFrom(now, BigInt(i + 1) * 7_919n * 1_024n))
const whoGets = (letter: string, of: SequenceVersion = tested): string => {
  const found = ids.find((id) => of.steps[0] && variantFor(of.steps[0], id)?.id === letter)
  if (found === undefined) throw new Error(`nobody gets ${letter}`)
  return found
}
const running = (id: string, of: SequenceVersion = tested, overrides: Partial<LiveEnrollment> = {}): ContactHead =>
  head({ enrollments: [enrollment({ id, plan: planOf(of, seconds(now)), ...overrides }, of)] })
const due = (state: ContactHead, id: string, of: SequenceVersion = tested, stepId = 's1', at = now) =>
  change(state, { ...dueSignal(stepId, itemOf(state, stepId, id).rev, { version: of }), enrollmentId: id }, at)
const leaving = (id: string, of: SequenceVersion = tested): OutgoingMessage | undefined =>
  effectsOf(due(running(id, of), id, of).after, 'send')[0]?.message

describe('a step with variants', () => {
  it('leaves in the words that its enrollment gets, and says which', () => {
    expect(leaving(whoGets('b'))).toMatchObject({ subject: 'Quick one, Dana', body: 'Just this.', variant: { id: 'b', share: 50 } })
    expect(leaving(whoGets('a'))).toMatchObject({ subject: 'Hello Dana', variant: { id: 'a', name: 'Original', share: 50 } })
    expect(leaving(whoGets('a'), version())).not.toHaveProperty('variant')
  })

  it('keeps on its row which one left, though the answer came late or never', () => {
    const id = whoGets('b')
    const claim = due(running(id), id)
    const [send] = effectsOf(claim.after, 'send')
    if (!send) throw new Error('nothing was sent')
    const answered = change(claim.head, resultSignal(send, accepted, { version: version() }))
    expect(effectsOf(answered.before, 'put_message')[0]?.row.variant).toMatchObject({ id: 'b', name: 'Short subject', share: 50 })
    const expired = { kind: 'claim_expired', enrollmentId: id, step: 's1', attemptId: send.message.attemptId, recorded: null } as const
    const lost = change(claim.head, expired, now + hours(1))
    expect(effectsOf(lost.before, 'put_message')[0]?.row).toMatchObject({ status: 'unknown', variant: { id: 'b' } })
  })

  it('keeps it on the row that is replaced once it has left', () => {
    const id = whoGets('b')
    const [send] = effectsOf(due(running(id), id).after, 'send')
    if (!send) throw new Error('nothing was sent')
    const [sent] = effectsOf(change(due(running(id), id).head, resultSignal(send, accepted)).before, 'put_message')
    if (!sent) throw new Error('no row was put')
    const { variant: _left, ...bare } = sent.row
    expect(replaced(sent.row, { ...bare, status: 'failed', revision: 2, attempts: [] }).variant).toMatchObject({ id: 'b' })
  })

  it('forgets it with the text that it was held in, where a person wrote another that left', () => {
    const id = whoGets('b')
    const [send] = effectsOf(due(running(id), id).after, 'send')
    if (!send) throw new Error('nothing was sent')
    const [sent] = effectsOf(change(due(running(id), id).head, resultSignal(send, accepted)).before, 'put_message')
    if (!sent) throw new Error('no row was put')
    const { variant: _left, ...byHand } = sent.row
    const { sentAt: _then, ...held } = sent.row
    expect(replaced({ ...held, status: 'held', attempts: [] }, byHand)).not.toHaveProperty('variant')
  })

  it('says which in why it left, and in the check of its text', () => {
    const id = whoGets('b')
    const claim = due(running(id), id)
    const [send] = effectsOf(claim.after, 'send')
    if (!send) throw new Error('nothing was sent')
    const row = effectsOf(change(claim.head, resultSignal(send, accepted)).before, 'put_message')[0]?.row
    if (!row) throw new Error('no row was put')
    const why = whyOf(row, {
      zone: 'UTC',
      consent: {},
      enrollment: { status: 'active', plan: [] },
      sequenceStatus: 'active',
      stepName: () => '',
    })
    expect(why.text).toContain('Its words are those of variant B · Short subject, 50 %.')
    expect(why.variant).toEqual({ id: 'b', name: 'Short subject', share: 50 })
    expect(why.attempts[0]?.verdicts.find(({ gate }) => gate === 'merge_fields')?.text).toBe(
      'Text: every merge variable has a value; in variant B · Short subject, 50 %.',
    )
  })

  it('that waits for a value says in which text it is missing', () => {
    const of = version({ steps: [step(1, 'email', 0, { variants: [{ ...short, body: 'About {{agent}}' }] })] })
    const id = whoGets('b', of)
    const held = effectsOf(due(running(id, of), id, of).before, 'put_message')[0]?.row
    expect(held).toMatchObject({ status: 'held', reason: 'missing_merge_value', variant: { id: 'b' } })
    expect(held?.attempts[0]?.verdicts.at(-1)?.saw).toBe('agent in variant B · Short subject, 50 %')
    expect(leaving(whoGets('a', of), of)).toMatchObject({ variant: { id: 'a' } })
  })

  it.each(['a', 'b'])('that waits for a value names that alone, in whichever text it is missing: %s', (letter) => {
    const of = version({ steps: [step(1, 'email', 0, { body: 'Ask {{agent}}', variants: [{ ...short, body: 'About {{agent}}' }] })] })
    const id = whoGets(letter, of)
    const held = effectsOf(due(running(id, of), id, of).before, 'put_message')[0]?.row
    if (!held?.reason) throw new Error('it was not held')
    expect(reasonTextOf(held.reason, held)).toMatch(/^It waits for \{\{agent\}\}: the contact has no agent\. /)
  })

  it('is handed to a person in the words that its enrollment gets', () => {
    const of = version({ steps: [step(1, 'task', 0, { variants: [{ ...short, body: 'Ring at the side door' }] })] })
    const id = whoGets('b', of)
    const row = effectsOf(due(running(id, of), id, of).before, 'put_message')[0]?.row
    expect(row).toMatchObject({ body: 'Ring at the side door', variant: { id: 'b' }, task: { state: 'open' } })
  })

  it('gives its subject to the mail after it that has none', () => {
    const id = whoGets('b')
    const plan = planOf(tested, seconds(now)).map((item) => ({
      ...item,
      due: seconds(now),
      ...(item.step === 's1' ? { state: 'skipped' as const, reason: 'skipped_by_person' as const } : {}),
    }))
    expect(effectsOf(due(running(id, tested, { plan }), id, tested, 's2').after, 'send')[0]?.message.subject).toBe('Quick one, Dana')
  })

  it('whose text a person wrote for one contact is in nobody else’s words', () => {
    const id = whoGets('b')
    const state = running(id)
    const written = state.enrollments.map((one) => ({
      ...one,
      plan: one.plan.map((item) => (item.step === 's1' ? { ...item, edited: true as const } : item)),
    }))
    const row = effectsOf(due({ ...state, enrollments: written }, id).before, 'put_message')[0]?.row
    expect(row).toMatchObject({ reason: 'approval_pending' })
    expect(row).not.toHaveProperty('variant')
  })

  it('is drafted in the words that its enrollment gets', () => {
    const of = version({ steps: [step(1, 'email', 0, { variants: [short], approval: 'draft' })] })
    const bodies = ['a', 'b'].map((letter) => {
      const id = whoGets(letter, of)
      return effectsOf(due(running(id, of), id, of).before, 'put_draft')[0]?.draft.body
    })
    expect(bodies).toEqual(['Hi Dana, about 12 Elm St.', 'Just this.'])
  })

  it('is in nobody’s words once a person has rewritten its draft, and in its variant’s where they only approved it', () => {
    const of = version({ steps: [step(1, 'email', 0, { variants: [short], approval: 'draft' })] })
    const id = whoGets('b', of)
    const asked = due(running(id, of), id, of)
    const draft = effectsOf(asked.before, 'put_draft')[0]?.draft
    const held = effectsOf(asked.before, 'put_message')[0]?.row
    if (!draft || !held) throw new Error('nothing was drafted')
    expect(held.variant).toMatchObject({ id: 'b' })
    const sentBy = (text: { subject: string; body: string }) => {
      const written = withText(draft, text)
      const approve = { kind: 'draft_approved', enrollmentId: id, step: 's1', draft: written, by: 'Ann' } as const
      const approved = change(asked.head, { ...approve, hash: asItLeaves(asked.head, itemOf(asked.head, 's1', id), written).hash })
      const known = effectsOf(approved.after, 'put_draft')[0]?.draft
      if (!known) throw new Error('nothing was approved')
      const signal = dueSignal('s1', itemOf(approved.head, 's1', id).rev, { version: of, draft: known })
      const claim = change(approved.head, { ...signal, enrollmentId: id })
      const [send] = effectsOf(claim.after, 'send')
      if (!send) throw new Error('nothing was sent')
      const [sent] = effectsOf(change(claim.head, resultSignal(send, accepted, { version: of, draft: known })).before, 'put_message')
      return sent && replaced(held, sent.row).variant?.id
    }
    expect(sentBy({ subject: draft.subject ?? '', body: draft.body })).toBe('b')
    expect(sentBy({ subject: draft.subject ?? '', body: 'Something else altogether.' })).toBeUndefined()
  })

  it('can be texted where the words of its enrollment are short enough, or it has an SMS text', () => {
    const long = 'word '.repeat(100)
    const of = version({ steps: [step(1, 'email', 0, { body: long, variants: [short] })] })
    const fits = (letter: string): boolean => {
      const found = stepOf(of, 's1', whoGets(letter, of))
      return found !== undefined && hasShortForm(found, profile, rules)
    }
    expect([fits('a'), fits('b')]).toEqual([false, true])
  })

  it('whose shares change for those who run already leaves whoever keeps their words alone', () => {
    const more = version({ version: 2, steps: [step(1, 'email', 0, { variants: [{ ...short, share: 51 }] }), ...tested.steps.slice(1)] })
    const other = { ...more, steps: [step(1, 'email', 0, { variants: [{ ...short, body: 'New words.' }] }), ...tested.steps.slice(1)] }
    const moved = (id: string, to: SequenceVersion) =>
      itemOf(change(running(id, tested, { version: 1 }), { kind: 'version_moved', version: to, from: [tested] }).head, 's1', id).rev
    expect(moved(whoGets('b'), more)).toBe(1)
    expect(moved(whoGets('b'), other)).toBe(2)
    expect(moved(whoGets('a'), other)).toBe(1)
  })

  it('reads the same when it is tried again', () => {
    const id = whoGets('b')
    const again = running(id)
    const later = again.enrollments.map((one) => ({
      ...one,
      plan: one.plan.map((item) => (item.step === 's1' ? { ...item, rev: 4, tries: 3 } : item)),
    }))
    const previous = { ...context(), attemptId: 'A9' }
    const sent = change({ ...again, enrollments: later }, { ...dueSignal('s1', 4, { ...previous, version: tested }), enrollmentId: id })
    expect(effectsOf(sent.after, 'send')[0]?.message).toMatchObject({ attemptId: 'A9', subject: 'Quick one, Dana', variant: { id: 'b' } })
  })
})
