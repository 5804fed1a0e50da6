import { describe, expect, it } from 'vitest'
import { createIdentity } from '../../functions/data/identity.ts'
import { enrollmentIdFrom, messageIdOf } from '../../functions/domain/ids.ts'

const identity = createIdentity('a secret that is worth deriving keys from')
const messageId = messageIdOf(enrollmentIdFrom(Date.parse('2026-11-20T15:00:00Z'), 123_456_789n), 3)

describe('the reply address of a message', () => {
  const token = identity.signReply(messageId)

  it('names the message, in whatever case a mail server hands it on', () => {
    expect(identity.readReply(token)).toBe(messageId)
    expect(identity.readReply(token.toUpperCase())).toBe(messageId)
  })

  it('fits a local part, and is written in small letters and digits', () => {
    expect(token).toMatch(/^[0-9a-z]+$/)
    expect(`reply+${token}`.length).toBeLessThanOrEqual(64)
  })

  it.each([
    [
      'of another message',
      messageIdOf(enrollmentIdFrom(Date.parse('2026-11-20T15:00:00Z'), 123_456_789n), 4).toLowerCase() + token.slice(26),
    ],
    ['with another signature', `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`],
    ['cut short', token.slice(0, -1)],
    ['with more behind it', `${token}0`],
    ['without a signature', messageId],
    ['of another tenant', createIdentity('another secret that is worth as much').signReply(messageId)],
    ['that is an unsubscribe token', identity.signUnsubscribe({ addressKey: 'a'.repeat(24), messageId })],
    ['that is empty', ''],
  ])('is refused %s', (_what, forged) => {
    expect(identity.readReply(forged)).toBeNull()
  })
})
