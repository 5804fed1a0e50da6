import { describe, expect, it } from 'vitest'
import { isItsBrief } from '../../functions/domain/brief.ts'
import { flawOf } from '../../functions/domain/draft.ts'
import type { Draft } from '../../functions/domain/contact.ts'

const said = (body: string, more: Partial<Pick<Draft, 'brief' | 'channel'>> = {}) =>
  isItsBrief({ brief: 'Ask {{first_name}} about the boat (twice).', channel: 'email', body, ...more })

describe('a text that is its brief', () => {
  it('is known word for word, whatever its variables became', () => {
    expect(said('Ask {{first_name}} about the boat (twice).')).toBe(true)
    expect(said('ask Dana  about\nthe boat (twice). ')).toBe(true)
    expect(said('Dana, do you still have the boat?')).toBe(false)
    expect(said('Ask Dana about the boat (twice). And more.')).toBe(false)
  })

  it('is known in an SMS beside the name of its sender and the way out', () => {
    expect(said('Acme: Ask Dana about the boat (twice).\nReply STOP to opt out.', { channel: 'sms' })).toBe(true)
    expect(said('Acme: Is the boat still yours?\nReply STOP to opt out.', { channel: 'sms' })).toBe(false)
  })

  it('may be what a person is asked to do, and is nothing where the brief has no words', () => {
    expect(said('Ask Dana about the boat (twice).', { channel: 'task' })).toBe(false)
    expect(said('Anything', { brief: '{{opening}}' })).toBe(false)
    expect(isItsBrief({ channel: 'email', body: 'Hi' })).toBe(false)
  })
})

it.each(['email', 'sms', 'linkedin', 'call', 'task'] as const)('a brief asks for a text where it is %s', (channel) => {
  const draft = { channel, body: ' ', subject: 'Hi', brief: 'Ask.', missing: [] as string[] } as Draft
  expect(flawOf(draft)).toBe('draft_empty')
})
