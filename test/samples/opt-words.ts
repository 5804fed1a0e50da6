/** Texts that people write, each with what it means: how well the words of opt-words.ts tell them apart. */
import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { optWord, optWordOfMail } from '../../functions/domain/opt-words.ts'

const labels = ['stop', 'start', 'help', 'none'] as const
type Label = (typeof labels)[number]

const samples = z
  .array(
    z.object({
      text: z.string(),
      label: z.enum(labels),
      channel: z.enum(['email', 'sms', 'call']),
      /** `heldout` was written after the rules and first run once they stood. */
      set: z.enum(['tuned', 'heldout']),
    }),
  )
  .parse(JSON.parse(readFileSync(new URL('opt-words.json', import.meta.url), 'utf8')))

export interface OptWordFigures {
  samples: number
  /** By label but `none`: shares of 0 to 1. */
  precision: Record<Exclude<Label, 'none'>, number>
  recall: Record<Exclude<Label, 'none'>, number>
  wrong: { text: string; label: Label; said: Label }[]
}

/** A mere "yes" is no wish to start: it counts as an ordinary answer. */
const said = (text: string, channel: 'email' | 'sms' | 'call'): Label => {
  const word = channel === 'email' ? optWordOfMail(undefined, text) : optWord(text, channel)
  return word === null || (word.kind === 'start' && !word.sure) ? 'none' : word.kind
}

export const measureOptWords = (set: 'tuned' | 'heldout' | 'all'): OptWordFigures => {
  const judged = samples
    .filter((sample) => set === 'all' || sample.set === set)
    .map(({ text, label, channel }) => ({ text, label, said: said(text, channel) }))
  const share = (label: Label, of: 'said' | 'label'): number => {
    const all = judged.filter((one) => one[of] === label)
    return all.length === 0 ? 1 : all.filter((one) => one.said === one.label).length / all.length
  }
  const each = (of: 'said' | 'label') => ({ stop: share('stop', of), start: share('start', of), help: share('help', of) })
  return {
    samples: judged.length,
    precision: each('said'),
    recall: each('label'),
    wrong: judged.filter((one) => one.said !== one.label),
  }
}

/** What `npm run samples` prints of them. */
export const optWordLines = (): string[] => {
  const { samples: number, precision, recall, wrong } = measureOptWords('all')
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
  return [
    `opt-outs, opt-ins and calls for help in ${number} texts`,
    ...(['stop', 'start', 'help'] as const).map(
      (label) => `  ${label.padEnd(6)} precision ${percent(precision[label])}, recall ${percent(recall[label])}`,
    ),
    ...wrong.map(({ text, label, said: taken }) => `  taken for ${taken}, is ${label}: ${JSON.stringify(text)}`),
  ]
}
