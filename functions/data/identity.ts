/** What the tenant's secret makes: keys of contacts and addresses that say nothing of them, and unsubscribe tokens that nobody can make up. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { AddressKind } from '../domain/channel.ts'

/** What an unsubscribe link is about. The message is absent where a link stands outside of one. */
export interface UnsubscribeSubject {
  addressKey: string
  messageId?: string
}

export interface Identity {
  contactKey(contactId: string): string
  /** `value` normalised: an email in lower case, a phone number in E.164. */
  addressKey(kind: AddressKind, value: string): string
  signUnsubscribe(subject: UnsubscribeSubject): string
  /** Null where the token was not signed under this secret. Tokens do not expire: an old mail's link must still work. */
  readUnsubscribe(token: string): UnsubscribeSubject | null
  /**
   * The token of a message's reply address: 42 small letters and digits, so that `reply+<token>` fits the 64 characters of a local part
   * (RFC 5321) and survives whoever changes its case.
   */
  signReply(messageId: string): string
  /** 32 bytes by which a webhook's deliveries are signed; another version is another secret. */
  webhookSecret(endpointId: string, version: number): Buffer
  /** The id of the message that a reply address stands for; null where the token was not signed under this secret. In any case. */
  readReply(token: string): string | null
}

/** Crockford's base32, as ULIDs are written. */
const letters = '0123456789abcdefghjkmnpqrstvwxyz'
const replySignatureBytes = 10

export const createIdentity = (secret: string): Identity => {
  const mac = (text: string): Buffer => createHmac('sha256', secret).update(text).digest()
  const key = (text: string): string => mac(text).toString('hex').slice(0, 24)
  const signature = (subject: string): Buffer => mac(`unsubscribe:1:${subject}`).subarray(0, 16)
  const replySignature = (messageId: string): string => base32(mac(`reply:1:${messageId}`).subarray(0, replySignatureBytes))
  return {
    contactKey: (contactId) => key(`contact:${contactId}`),
    addressKey: (kind, value) => key(`address:${kind}:${value}`),
    signUnsubscribe: ({ addressKey, messageId }) => {
      const subject = `${addressKey}${messageId ?? ''}`
      return `1.${subject}.${signature(subject).toString('base64url')}`
    },
    readUnsubscribe: (token) => {
      const [, addressKey, messageId, signed] = /^1\.([0-9a-f]{24})([0-9A-Z]{26})?\.([\w-]{22})$/.exec(token) ?? []
      if (addressKey === undefined || signed === undefined) return null
      const given = Buffer.from(signed, 'base64url')
      const expected = signature(`${addressKey}${messageId ?? ''}`)
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
      return messageId === undefined ? { addressKey } : { addressKey, messageId }
    },
    signReply: (messageId) => `${messageId.toLowerCase()}${replySignature(messageId)}`,
    webhookSecret: (endpointId, version) => mac(`webhook:1:${endpointId}:${version}`),
    readReply: (token) => {
      const [, id, signed] = /^([0-9a-z]{26})([0-9a-z]{16})$/.exec(token.toLowerCase()) ?? []
      if (id === undefined || signed === undefined) return null
      const messageId = id.toUpperCase()
      return timingSafeEqual(Buffer.from(signed), Buffer.from(replySignature(messageId))) ? messageId : null
    },
  }
}

const base32 = (bytes: Buffer): string => {
  let bits = ''
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0')
  return (bits.match(/.{5}/g) ?? []).map((five) => letters.charAt(parseInt(five, 2))).join('')
}
