/** `npm run samples`: how well mails and words are understood, on the samples of this repository. */
import { figuresOf, readSamples, sampleSets, type Figures, type Sample, type SampleSet } from './mail-samples.ts'
import { mailKinds } from '../../functions/domain/mail/mail.ts'
import { optWordLines } from './opt-words.ts'

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

const mailLines = (what: string, samples: readonly Sample[], { confusion, precision, recall, ...shares }: Figures): string[] => {
  const cell = (text: string | number): string => String(text).padStart(14)
  return [
    `mails, ${what}: ${samples.length}`,
    `  is \\ read as  ${mailKinds.map(cell).join('')}${cell('recall')}`,
    ...mailKinds.map(
      (kind) => `  ${kind.padEnd(14)} ${mailKinds.map((read) => cell(confusion[kind][read])).join('')}${cell(percent(recall[kind]))}`,
    ),
    `  ${'precision'.padEnd(14)} ${mailKinds.map((kind) => cell(percent(precision[kind]))).join('')}`,
    `  dates of return ${percent(shares.dates)}, own words ${percent(shares.trimming)}, hard or soft ${percent(shares.bounces)}, recipients ${percent(shares.recipients)}`,
    ...shares.wrong.map((line) => `  wrong: ${line}`),
  ]
}

const sets = await Promise.all((Object.keys(sampleSets) as SampleSet[]).map(async (set) => ({ set, samples: await readSamples(set) })))
const all = sets.flatMap(({ samples }) => samples)
for (const { set, samples } of [...sets.map(({ set, samples }) => ({ set: `${set} set`, samples })), { set: 'all', samples: all }])
  console.log([...mailLines(set, samples, figuresOf(samples)), ''].join('\n'))
console.log(optWordLines().join('\n'))
