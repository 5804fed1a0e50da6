/**
 * Ids that carry their own way home. An enrollment's ULID ends in ten zero bits; a message's id is that number plus the step's number,
 * so that a message id gives its enrollment without an index. Both are ordinary 26-character ULIDs.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const ulidPattern = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/
/** Step numbers run from 1 to 1023. */
const stepBits = 10n
const stepMask = (1n << stepBits) - 1n

const decode = (ulid: string): bigint => {
  let value = 0n
  for (const letter of ulid) value = value * 32n + BigInt(alphabet.indexOf(letter))
  return value
}

const encode = (value: bigint): string => {
  let text = ''
  for (let rest = value, i = 0; i < 26; i++, rest /= 32n) text = alphabet.charAt(Number(rest % 32n)) + text
  return text
}

export const isUlid = (text: string): boolean => ulidPattern.test(text)

/** The time that a ULID begins with, ms since 1970. */
export const timeOf = (ulid: string): number => Number(decode(ulid) >> 80n)

/** An enrollment id from a time (ms since 1970) and 80 bits that identify it; the same input gives the same id. */
export const enrollmentIdFrom = (timeMs: number, entropy: bigint): string =>
  encode(((BigInt(Math.max(0, Math.trunc(timeMs))) << 80n) | (entropy & ((1n << 80n) - 1n))) & ~stepMask)

/** The id of the message that step `stepNumber` (1–1023) of an enrollment makes. */
export const messageIdOf = (enrollmentId: string, stepNumber: number): string => {
  if (!Number.isInteger(stepNumber) || stepNumber < 1 || stepNumber > Number(stepMask))
    throw new RangeError(`step number ${stepNumber} is not 1 to 1023`)
  return encode(decode(enrollmentId) | BigInt(stepNumber))
}

/** The enrollment and step number that a message id was made from; null where the text is no message id. */
export const parseMessageId = (messageId: string): { enrollmentId: string; stepNumber: number } | null => {
  if (!isUlid(messageId)) return null
  const value = decode(messageId)
  const stepNumber = Number(value & stepMask)
  return stepNumber === 0 ? null : { enrollmentId: encode(value & ~stepMask), stepNumber }
}
