import { describe, expect, it } from 'vitest'
import { belongsInInbox, didText, waitsForReview, type Answered } from '../../functions/domain/inbox.ts'
import type { Interaction } from '../../functions/domain/interaction.ts'

const at = '2026-11-20T15:00:00.000Z'
const said = (overrides: Partial<Interaction> = {}): Omit<Interaction, 'id'> => ({
  contactKey: 'ck1',
  at,
  channel: 'email',
  direction: 'inbound',
  kind: 'replied',
  body: 'Yes',
  ...overrides,
})
const live = (overrides: Partial<NonNullable<Answered['live']>>): Answered => ({
  name: 'Outreach',
  live: { status: 'active', ...overrides },
  finished: null,
})
const finished = (exitReason: NonNullable<Answered['finished']>['exitReason'], finishedAt: string): Answered => ({
  name: 'Outreach',
  live: null,
  finished: { exitReason, finishedAt },
})
const silent = ({ body: _body, ...rest }: Omit<Interaction, 'id'>) => rest

describe('the inbox', () => {
  it.each([
    ['an answer', said(), true],
    ['a wish to leave in words', said({ kind: 'unsubscribed' }), true],
    ['a click on the way out', silent(said({ kind: 'unsubscribed' })), false],
    ['a mail that is not believed', said({ kind: 'set_aside' }), true],
    ['an automatic answer', said({ kind: 'out_of_office' }), false],
    ['a call for help', said({ kind: 'asked_for_help' }), false],
    ['what was said in a call', said({ kind: 'outcome', channel: 'call', direction: 'outbound', outcome: 'answered' }), true],
    ['a call that nobody answered', said({ kind: 'outcome', channel: 'call', direction: 'outbound', outcome: 'no_answer' }), false],
    ['a call without a word of what was said', silent(said({ kind: 'outcome', channel: 'call', outcome: 'answered' })), false],
    ['what a person recorded of a call', said({ kind: 'outcome', channel: 'call', direction: 'outbound' }), false],
    ['our own mail', said({ direction: 'outbound' }), false],
  ])('has a place for what people wrote or said: %s', (_what, one, belongs) => {
    expect(belongsInInbox(one)).toBe(belongs)
  })

  it.each([
    ['no message of ours', null, 'Nothing: it answers no message of a sequence.'],
    ['one that ends', finished('replied', '2026-11-20T15:00:02.000Z'), 'Ended "Outreach" as replied.'],
    ['one that was over', finished('completed', '2026-11-19T15:00:00.000Z'), 'Nothing: "Outreach" had ended before it came in.'],
    ['one that reviews', live({ status: 'paused', pauseReason: 'reply_review' }), 'Paused "Outreach" until you continue it or end it.'],
    [
      'one that a person has',
      live({ status: 'paused', pauseReason: 'taken_over', takenOverBy: 'ann' }),
      'Nothing: ann has taken "Outreach" over.',
    ],
    ['one on leave', live({ status: 'paused', pauseReason: 'on leave' }), 'Nothing: "Outreach" is paused.'],
    [
      'one that was continued',
      live({ reply: { at: Date.parse(at) / 1000 + 2 } }),
      'Paused "Outreach" for your decision; it goes on since.',
    ],
    [
      'one that goes on',
      live({ reply: { at: Date.parse(at) / 1000 - 600 } }),
      'Nothing: "Outreach" goes on, as it does not end with this.',
    ],
    ['one that begins', { name: 'Outreach', live: null, finished: null }, 'Nothing yet: "Outreach" is only beginning.'],
  ])('says what became of an answer to %s', (_what, answered, text) => {
    expect(didText(said(), answered)).toBe(text)
  })

  it('says what became of an opt-out and of a mail that is not believed', () => {
    const optOut = didText(said({ kind: 'unsubscribed', channel: 'sms' }), finished('unsubscribed', '2026-11-20T15:00:01.000Z'))
    expect(optOut).toMatch(/^Closed texts to this person, for every sequence\. "Outreach" has ended\./)
    expect(didText(said({ kind: 'set_aside', detail: 'it is taken for spam' }), null)).toContain('it is taken for spam')
  })

  it('knows what goes on by a person’s word alone', () => {
    expect(waitsForReview(live({ status: 'paused', pauseReason: 'reply_review' }))).toBe(true)
    expect(waitsForReview(live({ status: 'paused', pauseReason: 'on leave' }))).toBe(false)
    expect(waitsForReview(live({}))).toBe(false)
  })
})
