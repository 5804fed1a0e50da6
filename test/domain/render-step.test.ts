import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Channel } from '../../functions/domain/channel.ts'
import type { ContactProfile } from '../../functions/domain/contact.ts'
import type { OutgoingMessage } from '../../functions/domain/effect.ts'
import { mergeFields } from '../../functions/domain/merge-fields.ts'
import { planOf } from '../../functions/domain/plan.ts'
import { previewUnsubscribeUrl } from '../../functions/domain/project/surroundings.ts'
import { renderStep, type RenderedStep, type Rendering } from '../../functions/domain/render-step.ts'
import type { SequenceVersion, Step } from '../../functions/domain/sequence.ts'
import { mergeVariables, render, usualAttributes } from '../../functions/domain/template.ts'
import { change, context, dueSignal, effectsOf, enrollment, head, now, profile, rules, seconds, step, version } from './builders.ts'

const link = context().unsubscribeUrl

const shown = (of: SequenceVersion, stepId: string, overrides: Partial<Rendering> = {}): RenderedStep =>
  renderStep({
    head: head(),
    profile,
    version: of,
    stepId,
    owner: 'sam@acme.example',
    rules,
    known: ['street'],
    at: seconds(now),
    ...overrides,
  })

/** What dispatch hands to the provider of this step, with every message before it skipped; null where it sends nothing. */
const sent = (of: SequenceVersion, stepId: string, whose: ContactProfile = profile, via?: Channel): OutgoingMessage | null => {
  const plan = planOf(of, seconds(now)).map((item, i, all) => ({
    ...item,
    due: seconds(now),
    ...(i < all.findIndex((one) => one.step === stepId) ? { state: 'skipped' as const, reason: 'skipped_by_person' as const } : {}),
    ...(item.step === stepId && via ? { via } : {}),
  }))
  const state = head({ enrollments: [enrollment({ plan }, of)] })
  return effectsOf(change(state, dueSignal(stepId, 1, { version: of, profile: whose })).after, 'send')[0]?.message ?? null
}

/** The placeholder stands where the contact's own link does. */
const withLink = (text: string | null): string | null => text?.replaceAll(previewUnsubscribeUrl, link) ?? null

const pieces = fc.constantFrom(
  'Hi {{first_name}}, ',
  'about {{street}}. ',
  '{{nickname | default: "friend"}} ',
  '{% if agent %}{{agent}} here. {% endif %}',
  'https://acme.example/a?b=1&c=2. ',
  '<b>5 > 3 & "so"</b>\n\nNext.\n',
  'für 50 € 🙂 ',
  'Reply STOP to end. ',
)
const template = fc.array(pieces, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''))
const someone = fc
  .record({ firstName: fc.constantFrom('Dana', 'Zoë', '<Ann>'), agent: fc.option(fc.constantFrom('Sam Ortiz', 'Kim'), { nil: undefined }) })
  .map(
    ({ firstName, agent }): ContactProfile => ({
      ...profile,
      firstName,
      attributes: { street: '12 Elm St', ...(agent === undefined ? {} : { agent }) },
    }),
  )

describe('a step that is rendered', () => {
  it('reads as it is sent, in every part', () => {
    let compared = 0
    fc.assert(
      fc.property(fc.constantFrom<Channel>('email', 'sms', 'call'), template, template, someone, (channel, subject, body, whose) => {
        const of = version({ steps: [step(1, 'task', 0), step(2, channel, 0, { ...(channel === 'email' ? { subject } : {}), body })] })
        const out = sent(of, 's2', whose)
        const seen = shown(of, 's2', { profile: whose })
        if (out === null) return
        compared++
        expect(withLink(seen.text)).toBe(out.text)
        expect(withLink(seen.html)).toBe(out.html ?? null)
        expect([seen.subject, seen.recipient]).toEqual([out.subject, out.to])
        expect(seen.missing).toEqual([])
      }),
      { numRuns: 300 },
    )
    expect(compared).toBeGreaterThan(200)
  })

  it('says by SMS what healing would send in its place', () => {
    const of = version({ steps: [step(1, 'email', 0, { smsText: 'Dana, {{street}}?' }), step(2, 'sms', 0)] })
    expect(shown(of, 's1').smsText).toMatchObject({ text: sent(of, 's1', profile, 'sms')?.text, segments: 1, encoding: 'GSM-7' })
    const long = version({ steps: [step(1, 'email', 0, { body: 'word '.repeat(200) }), step(2, 'call', 0), step(3, 'sms', 0)] })
    // Too long to be its own short form; a call's text is spoken; a text is one already.
    expect(['s1', 's2', 's3'].map((id) => shown(long, id).smsText)).toEqual([null, null, null])
  })

  it('goes on with the subject of the mail before it, and says who writes in the first text only', () => {
    const of = version({
      steps: [
        step(1, 'email', 0, { subject: 'Your house' }),
        step(2, 'email', 10, { subject: '' }),
        step(3, 'sms', 20),
        step(4, 'sms', 30),
      ],
    })
    expect(shown(of, 's2').subject).toBe('Your house')
    expect([shown(of, 's3').text, shown(of, 's4').text]).toEqual([
      'Acme Homes: Hi Dana, about 12 Elm St.\nReply STOP to opt out.',
      'Hi Dana, about 12 Elm St.',
    ])
  })

  it('keeps what has no value readable, and names it', () => {
    const of = version({ steps: [step(1, 'email', 0, { subject: 'For {{agent}}', body: 'Hi {{first_name}}, {{city}}?' })] })
    expect(shown(of, 's1')).toMatchObject({ subject: 'For {{agent}}', missing: ['agent', 'city'] })
    expect(shown(of, 's1').text).toContain('Hi Dana, {{city}}?\n\n--\nAcme Homes')
    expect(shown(of, 's1').complaints).toEqual([])
  })

  const complaints = (overrides: Partial<Step>, channel: Channel = 'email') =>
    shown(version({ steps: [step(1, channel, 0, overrides)] }), 's1').complaints

  it.each<[string, { field: string; message: string }[], Partial<Step>, Channel?]>([
    [
      'a misspelt variable',
      [{ field: 'body', message: '{{frist_name}} is not known. Did you mean {{first_name}}?' }],
      { body: 'Hi {{frist_name}}' },
    ],
    [
      'a conversation that may not have been',
      [{ field: 'smsText', message: expect.stringContaining('default') }],
      { smsText: '{{last_call_summary}}' },
    ],
    ['a mail without a subject', [{ field: 'subject', message: 'it needs a subject, as no mail before it has one' }], { subject: '' }],
    ['an empty text', [{ field: 'body', message: 'it needs a text' }], { body: ' ' }, 'sms'],
    [
      'a text that no provider takes',
      [{ field: 'body', message: expect.stringContaining('11 SMS segments') }],
      { body: 'x'.repeat(1600) },
      'sms',
    ],
  ])('complains of %s, by its field', (_, expected, overrides, channel) => {
    expect(complaints(overrides, channel)).toEqual(expected)
  })

  it('that does not render has no text, and one complaint by field', () => {
    const broken = shown(version({ steps: [step(1, 'email', 0, { body: '{% if %}' })] }), 's1')
    expect(broken).toMatchObject({ text: null, html: null, missing: [] })
    expect(broken.complaints.map(({ field }) => field)).toEqual(['body'])
  })

  it('has nobody to write to where the contact has no such address, or a person carries it out', () => {
    const of = version({ steps: [step(1, 'sms', 0), step(2, 'task', 0)] })
    expect(shown(of, 's1', { head: head({ addresses: {} }) })).toMatchObject({ recipient: null, text: 'Hi Dana, about 12 Elm St.' })
    expect(shown(of, 's2')).toMatchObject({ recipient: null, from: null, html: null, sms: null })
  })

  it('names the sender only where it is known before anybody is enrolled', () => {
    const from = (emailSenders: string[], overrides: Partial<Rendering> = {}) =>
      shown(version(), 's1', { rules: { ...rules, emailSenders }, ...overrides }).from
    expect(from(['ann@acme.example'])).toBe('ann@acme.example')
    expect(from(['ann@acme.example', 'sam@acme.example'])).toBe('sam@acme.example')
    expect(from(['ann@acme.example', 'kim@acme.example'])).toBe(null)
    const bound = head({ enrollments: [enrollment({ senders: { email: 'kim@acme.example' } })] })
    expect(from(['ann@acme.example', 'kim@acme.example'], { head: bound })).toBe('kim@acme.example')
    expect(shown(version(), 's2', { rules: { ...rules, smsSenders: ['+13125550100'] } }).from).toBe('+13125550100')
  })
})

describe('the merge fields', () => {
  const fields = mergeFields('Acme Homes', ['pool', 'street', 'first_name', 'not a name', 'pool'])

  it('are every variable that a template can name, each once, and what the CRM sent beside', () => {
    const names = fields.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(
      expect.arrayContaining([...Object.keys(mergeVariables({ ...profile, attributes: {} }, rules)), ...usualAttributes]),
    )
    expect(fields.filter(({ source }) => source === 'attribute').at(-1)).toMatchObject({ name: 'pool' })
    expect(names).not.toContain('not a name')
    expect(fields.find(({ name }) => name === 'company')).toMatchObject({ source: 'tenant', example: 'Acme Homes' })
  })

  it('can be written as they are named', () => {
    for (const { name } of fields) expect(render(`{{${name}}}`, { [name]: 'x' })).toEqual({ kind: 'rendered', text: 'x' })
  })
})
