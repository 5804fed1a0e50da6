/** How many SMS segments a text takes (3GPP TS 23.038): GSM-7 holds 160 or 153 a segment, anything else is UCS-2 with 70 or 67. */

export interface SmsSize {
  encoding: 'GSM-7' | 'UCS-2'
  /** Septets or UTF-16 units. */
  units: number
  segments: number
}

/** Worked: 160 plain letters are one segment, 161 are two; one emoji makes 71 letters two segments of UCS-2. */
export const smsSize = (text: string): SmsSize => {
  const letters = Array.from(text)
  const gsm = letters.every((letter) => basic.has(letter) || extended.has(letter))
  if (gsm) {
    const units = letters.reduce((sum, letter) => sum + (extended.has(letter) ? 2 : 1), 0)
    return {
      encoding: 'GSM-7',
      units,
      segments:
        units <= 160
          ? 1
          : segmentsOf(
              letters.map((letter) => (extended.has(letter) ? 2 : 1)),
              153,
            ),
    }
  }
  return {
    encoding: 'UCS-2',
    units: text.length,
    segments:
      text.length <= 70
        ? 1
        : segmentsOf(
            letters.map((letter) => letter.length),
            67,
          ),
  }
}

/** Segments that a short form may take. */
export const shortFormSegments = 2

/** Whether a plain text is its own short form: short enough to be texted instead of mailed. */
export const isShortForm = (text: string): boolean => text.trim() !== '' && smsSize(text).segments <= shortFormSegments

const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const extended = new Set('^{}\\[~]|€\f')

/** A letter of two units is never cut in half: it moves to the next segment whole. */
const segmentsOf = (units: number[], capacity: number): number => {
  let segments = 1
  let filled = 0
  for (const size of units) {
    if (filled + size > capacity) {
      segments++
      filled = 0
    }
    filled += size
  }
  return segments
}
