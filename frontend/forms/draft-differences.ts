/** Two states of the same draft beside each other: what somebody else stored, and what stands in the builder. */
import { conditionChips, spanText } from '../format/condition-text.ts'
import { channelNames } from '../format/channels.ts'
import { delayLabel } from '../format/delay.ts'
import { rulesText, triggerText } from '../format/sequence-rules.ts'
import { onlyText } from '../format/step-window.ts'
import { variantName } from '../format/variants.ts'
import type { BuilderForm, StepForm } from './builder-form.ts'

export interface Difference {
  /** `Step 2, body`. */
  place: string
  mine: string
  theirs: string
}

/** Where they differ, in the order of the page. Steps are the same where their keys are. */
export const draftDifferences = (mine: BuilderForm, theirs: BuilderForm): Difference[] => {
  const rows: Difference[] = [
    { place: 'Name', mine: mine.name, theirs: theirs.name },
    { place: 'Description', mine: mine.description, theirs: theirs.description },
    { place: 'Trigger', mine: triggerText(mine.triggerStage), theirs: triggerText(theirs.triggerStage) },
    { place: 'Rules', mine: rulesText(mine), theirs: rulesText(theirs) },
  ]
  const said = rows.filter((row) => row.mine !== row.theirs)
  const rest = JSON.stringify(restOf(mine)) === JSON.stringify(restOf(theirs)) || said.some(({ place }) => place === 'Rules')
  const known = new Map(theirs.steps.map((step) => [step.key, step]))
  const ours = new Set(mine.steps.map(({ key }) => key))
  return [
    ...said,
    ...(rest ? [] : [{ place: 'Other rules and labels', mine: 'as you set them', theirs: 'as they set them' }]),
    ...mine.steps.flatMap((step, index) => stepDifferences(`Step ${index + 1}`, step, known.get(step.key), mine, theirs)),
    ...theirs.steps.flatMap((step) =>
      ours.has(step.key) ? [] : [{ place: `Their step “${step.name}”`, mine: 'not there', theirs: lineOf(step) }],
    ),
  ]
}

const restOf = ({ policies, goalStages, exitRoutes, type, client, ownerRole, owner }: BuilderForm): unknown => [
  Object.entries(policies).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  goalStages,
  Object.entries(exitRoutes).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  type,
  client,
  ownerRole,
  owner,
]

const lineOf = (step: StepForm): string =>
  `${delayLabel(step.delayMinutes)}, ${channelNames[step.channel]}: ${step.subject || step.body || step.name}`

const stepDifferences = (
  place: string,
  step: StepForm,
  other: StepForm | undefined,
  mine: BuilderForm,
  theirs: BuilderForm,
): Difference[] => {
  if (!other) return [{ place, mine: lineOf(step), theirs: 'not there' }]
  const [ours, others] = [textsOf(step, mine), textsOf(other, theirs)]
  return [...new Set([...Object.keys(ours), ...Object.keys(others)])].flatMap((field) => {
    const [text, said] = [ours[field] ?? '', others[field] ?? '']
    return text === said ? [] : [{ place: `${place}, ${field}`, mine: text || 'empty', theirs: said || 'empty' }]
  })
}

const textsOf = (step: StepForm, form: BuilderForm): Record<string, string> => ({
  name: step.name,
  channel: channelNames[step.channel],
  time: `${spanText(step.delayMinutes)} after enrolling`,
  window: onlyText(step.channel, step.window) || 'any time its channel is open',
  subject: step.subject,
  body: step.body,
  'SMS text': step.smsText,
  condition: step.condition ? conditionChips(step.condition, (key) => nameIn(form, key)).join(' ') : '',
  brief: step.brief,
  approval: step.approval ? 'a person approves it' : 'leaves by itself',
  failure: step.onFailure === 'retry' ? `retry after ${spanText(step.retryAfterMinutes ?? 60)}` : step.onFailure,
  label: step.contentType,
  state: step.off ? 'off' : 'on',
  variants: step.variants.map((variant) => `${variantName(variant)} ${variant.share} %`).join(', '),
  ...Object.fromEntries(
    step.variants.flatMap(({ id, subject, body, smsText }) =>
      Object.entries({ subject, body, 'SMS text': smsText }).map(([field, text]) => [`variant ${id.toUpperCase()}, ${field}`, text]),
    ),
  ),
})

const nameIn = (form: BuilderForm, key: string): string => {
  const place = form.steps.findIndex((step) => step.key === key)
  return place < 0 ? 'a removed step' : `step ${place + 1}`
}
