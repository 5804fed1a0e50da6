/** A mail as RFC 5322 writes it: plain text and HTML as alternatives (RFC 2046), quoted-printable (RFC 2045), names and subject encoded (RFC 2047). */
import { Buffer } from 'node:buffer'
import { threadHeaders, unsubscribeHeaders, type Mail } from './mail.ts'

/** Characters of a line that every mail program shows whole; 76 in a body, and for an encoded word 75. */
const lineLength = 76
/** UTF-8 bytes of an encoded word: in base64, with `=?UTF-8?B?`, `?=` and `Subject: ` around it, they fit the line. */
const wordBytes = 39

/** `boundary`: of letters, digits and `_`; it may occur in no part, which a quoted-printable one never has with its leading `=_`. */
export const mimeOf = (mail: Mail, { date, boundary }: { date: Date; boundary: string }): string => {
  const mark = `=_${boundary}`
  const headers: [string, string][] = [
    ['From', mailboxHeader(mail.from.name, mail.from.address)],
    ['To', mail.to],
    ...(mail.replyTo === null ? [] : [['Reply-To', mail.replyTo] satisfies [string, string]]),
    ['Subject', encodedText(mail.subject)],
    ['Date', date.toUTCString().replace('GMT', '+0000')],
    ['Message-ID', `<${mail.mailId}>`],
    ...threadHeaders(mail),
    ...unsubscribeHeaders(mail),
    ['MIME-Version', '1.0'],
    ['Content-Type', `multipart/alternative; boundary="${mark}"`],
  ]
  return [
    ...headers.map(([name, value]) => folded(name, value)),
    '',
    ...part(mark, 'text/plain', mail.text),
    ...part(mark, 'text/html', mail.html),
    `--${mark}--`,
    '',
  ].join('\r\n')
}

const part = (mark: string, type: string, content: string): string[] => [
  `--${mark}`,
  `Content-Type: ${type}; charset=UTF-8`,
  'Content-Transfer-Encoding: quoted-printable',
  '',
  quotedPrintable(content),
]

/** `"Sam Ortiz" <sam@example.com>`, the name encoded where it is not plain ASCII. */
export const mailboxHeader = (name: string, address: string): string =>
  isPlain(name) ? `"${name.replaceAll(/["\\]/g, (letter) => `\\${letter}`)}" <${address}>` : `${encodedText(name)} <${address}>`

const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text) && !text.includes('=?')

/** Text as it stands where it is plain ASCII, else as encoded words, none of which cuts a character in two. */
const encodedText = (text: string): string => {
  if (isPlain(text)) return text
  const words: string[] = []
  let word = ''
  for (const character of text) {
    if (Buffer.byteLength(word + character) > wordBytes) {
      words.push(word)
      word = ''
    }
    word += character
  }
  return [...words, word].map((one) => `=?UTF-8?B?${Buffer.from(one, 'utf8').toString('base64')}?=`).join(' ')
}

/** Broken before the words that would make a line too long; a single long word, such as an address, stays whole. */
const folded = (name: string, value: string): string => {
  let text = `${name}:`
  let length = text.length
  for (const word of value.split(' ')) {
    const isTooLong = length + 1 + word.length > lineLength && length > name.length + 1
    text += isTooLong ? `\r\n ${word}` : ` ${word}`
    length = isTooLong ? word.length + 1 : length + 1 + word.length
  }
  return text
}

/** RFC 2045, section 6.7: worked, `naïve ` becomes `na=C3=AFve=20`. */
const quotedPrintable = (text: string): string =>
  text
    .split(/\r\n|\r|\n/)
    .map((line) => softBroken(encodedBytes(line)))
    .join('\r\n')

const encodedBytes = (line: string): string[] => {
  const bytes = [...Buffer.from(line, 'utf8')]
  return bytes.map((byte, at) => {
    const isBlank = byte === 0x20 || byte === 0x09
    const stays = isBlank ? at < bytes.length - 1 : byte > 0x20 && byte < 0x7f && byte !== 0x3d
    return stays ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
  })
}

const softBroken = (letters: readonly string[]): string => {
  const lines: string[] = []
  let line = ''
  for (const [at, letter] of letters.entries()) {
    // The last letter of a line may take the place that a soft break would need.
    const room = at === letters.length - 1 ? lineLength : lineLength - 1
    if (line.length + letter.length > room) {
      lines.push(`${line}=`)
      line = ''
    }
    line += letter
  }
  return [...lines, line].join('\r\n')
}
