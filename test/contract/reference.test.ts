import { describe, expect, it } from 'vitest'
import { readReference, readReferenceFields, referenceFields, referenceText } from '../../functions/contract/reference.ts'
import { enrollmentIdFrom, messageIdOf } from '../../functions/domain/ids.ts'

const enrollmentId = enrollmentIdFrom(Date.parse('2026-11-20T15:00:00Z'), 4_711_000_000n)
const of = {
  contactKey: 'c'.repeat(24),
  enrollmentId,
  messageId: messageIdOf(enrollmentId, 2),
  attemptId: '01KAHDM8Z0000000000000000A',
  step: 's2',
  sequenceId: '01KAHDM8Z0000000000000000B',
}

describe('which message something is about', () => {
  it('comes back from one text, and from fields by name', () => {
    expect(readReference(referenceText(of))).toEqual(of)
    expect(readReferenceFields(referenceFields(of))).toEqual(of)
    expect(readReferenceFields({ ...referenceFields(of), category: 'other' })).toEqual(of)
  })

  it('keeps within what providers take: 20 and 80 characters for Postmark, letters, digits and dashes for Resend', () => {
    for (const [name, value] of Object.entries(referenceFields(of))) {
      expect(name).toMatch(/^[\w-]{1,20}$/)
      expect(value).toMatch(/^[\w-]{1,80}$/)
    }
  })

  it.each([
    ['a field is missing', { ...referenceFields(of), attempt: undefined }],
    ['a field is no text', { ...referenceFields(of), step: 2 }],
    ['a field is empty', { ...referenceFields(of), contact: '' }],
    ['the message is none of ours', { ...referenceFields(of), message: 'welcome' }],
    ['a field holds more than one', { ...referenceFields(of), step: 's2.s3' }],
    ['they are of somebody else', { category: 'newsletter' }],
  ])('is nothing where %s', (_what, fields: Record<string, unknown>) => {
    expect(readReferenceFields(fields)).toBeNull()
  })

  it.each(['', 'a.b', `${referenceText(of)}.more`, 'a.b.c.d.e'])('is nothing in "%s"', (text) => {
    expect(readReference(text)).toBeNull()
  })
})
