/** The sample mails, each read as the receive function reads it, beside what it is. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readMail } from '../../functions/domain/mail/read-mail.ts'
import { mailKinds, type MailKind, type MailReading } from '../../functions/domain/mail/mail.ts'
import { parseMail } from '../../functions/receive/parse-mail.ts'

export interface Expected {
  kind: MailKind
  /** Of an absence note: the date that it states, or null. */
  back?: string | null
  /** What the person wrote, where that is checked. */
  own?: string
  /** Of a bounce or a complaint. */
  bounce?: string
  recipients?: string[]
}
export interface Sample {
  name: string
  expected: Expected
  reading: MailReading
}

const directory = join(import.meta.dirname, 'mail')
/** When the samples came in: a Monday. */
const receivedAt = Date.parse('2026-11-30T15:13:00Z')

/** Expectations by set: the first was written beside the rules, the second and the third each after the rules of their time. */
export const sampleSets = { first: 'expectations.json', second: 'held-out.json', third: 'later.json' } as const
export type SampleSet = keyof typeof sampleSets

export const readSamples = async (set: SampleSet): Promise<Sample[]> => {
  const expected = JSON.parse(readFileSync(join(directory, sampleSets[set]), 'utf8')) as Record<string, Expected>
  return Promise.all(
    Object.entries(expected).map(async ([name, one]) => {
      const raw = readFileSync(join(directory, `${name}.eml`))
      return { name, expected: one, reading: readMail(await parseMail(raw, receivedAt)) }
    }),
  )
}

export const sampleMails = (): string[] => readdirSync(directory).filter((name) => name.endsWith('.eml'))

export interface Figures {
  confusion: Record<MailKind, Record<MailKind, number>>
  precision: Record<MailKind, number>
  recall: Record<MailKind, number>
  /** Shares in [0, 1] of the samples that say it. */
  dates: number
  trimming: number
  bounces: number
  recipients: number
  wrong: string[]
}

export const figuresOf = (samples: readonly Sample[]): Figures => {
  const zero = (): Record<MailKind, number> => Object.fromEntries(mailKinds.map((kind) => [kind, 0])) as Record<MailKind, number>
  const confusion = Object.fromEntries(mailKinds.map((kind) => [kind, zero()])) as Figures['confusion']
  for (const { expected, reading } of samples) confusion[expected.kind][reading.kind]++
  const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole)
  const ratio = (says: (sample: Sample) => boolean | null): number => {
    const said = samples.map(says).filter((one) => one !== null)
    return share(said.filter(Boolean).length, said.length)
  }
  const byKind = (of: (kind: MailKind) => number) =>
    Object.fromEntries(mailKinds.map((kind) => [kind, of(kind)])) as Record<MailKind, number>
  return {
    confusion,
    precision: byKind((kind) =>
      share(
        confusion[kind][kind],
        mailKinds.reduce((sum, other) => sum + confusion[other][kind], 0),
      ),
    ),
    recall: byKind((kind) =>
      share(
        confusion[kind][kind],
        mailKinds.reduce((sum, other) => sum + confusion[kind][other], 0),
      ),
    ),
    dates: ratio(isDateRight),
    trimming: ratio(isTrimmingRight),
    bounces: ratio(isBounceRight),
    recipients: ratio(areRecipientsRight),
    wrong: samples.flatMap((sample) => wrongIn(sample)),
  }
}

const isDateRight = ({ expected, reading }: Sample): boolean | null =>
  expected.back === undefined ? null : reading.kind === 'out_of_office' && reading.back === expected.back
const isTrimmingRight = ({ expected, reading }: Sample): boolean | null =>
  expected.own === undefined ? null : squeezed(reading.own) === squeezed(expected.own)
const isBounceRight = ({ expected, reading }: Sample): boolean | null =>
  expected.bounce === undefined ? null : reading.kind === 'bounce' && reading.bounce === expected.bounce
const areRecipientsRight = ({ expected, reading }: Sample): boolean | null =>
  expected.recipients === undefined
    ? null
    : (reading.kind === 'bounce' || reading.kind === 'complaint') &&
      JSON.stringify(reading.recipients.toSorted()) === JSON.stringify(expected.recipients.toSorted())

const squeezed = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

const wrongIn = (sample: Sample): string[] => {
  const { name, expected, reading } = sample
  const told = 'why' in reading ? ` (${reading.why})` : ''
  return [
    ...(reading.kind === expected.kind ? [] : [`${name}: ${expected.kind}, read as ${reading.kind}${told}`]),
    ...(isDateRight(sample) === false
      ? [`${name}: back ${String(expected.back)}, read as ${reading.kind === 'out_of_office' ? String(reading.back) : '-'}`]
      : []),
    ...(isTrimmingRight(sample) === false ? [`${name}: own words are ${JSON.stringify(squeezed(reading.own).slice(0, 200))}`] : []),
    ...(isBounceRight(sample) === false
      ? [`${name}: ${String(expected.bounce)}, read as ${reading.kind === 'bounce' ? `${reading.bounce} (${reading.detail})` : '-'}`]
      : []),
    ...(areRecipientsRight(sample) === false
      ? [`${name}: recipients are ${JSON.stringify('recipients' in reading ? reading.recipients : [])}`]
      : []),
  ]
}
