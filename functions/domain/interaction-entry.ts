/** An interaction as its contact's timeline shows it. */
import { interactionText } from './interaction-text.ts'
import type { Interaction } from './interaction.ts'
import type { TimelineEntry, TimelineNames } from './timeline.ts'

/** What an interaction's entry says beside its sentence: fields that most have not, each as it is stored. */
const toldFields = [
  'messageId',
  'enrollmentId',
  'sequenceId',
  'subject',
  'body',
  'whole',
  'summary',
  'outcome',
  'sentiment',
  'intent',
  'durationSeconds',
  'disposition',
  'appointmentBooked',
  'objections',
  'keyTopics',
  'providerId',
  'matchedBy',
] as const satisfies readonly (keyof Interaction)[]

export type ToldOfInteraction = Partial<Pick<Interaction, (typeof toldFields)[number]>>

/** Steps by their names, `step "Breakup"`, where the detail has their ids. */
const named = (one: Interaction, names: TimelineNames): Interaction => {
  const { detail, sequenceId, kind } = one
  if ((kind !== 'steered' && kind !== 'healed') || detail === undefined || sequenceId === undefined) return one
  return { ...one, detail: detail.replace(/\bstep (\w*s\d+\w*)/, (_whole, id: string) => `step "${names.step(sequenceId, id)}"`) }
}

export const interactionEntry = (one: Interaction, names: TimelineNames): TimelineEntry => ({
  id: one.id,
  at: one.at,
  kind: 'interaction',
  what: one.kind,
  text: interactionText(named(one, names), one.sequenceId === undefined ? null : names.sequence(one.sequenceId).name),
  channel: one.channel,
  direction: one.direction,
  ...toldOf(one),
})

/** The whole is told where it is more than the words. */
const toldOf = (one: Interaction): ToldOfInteraction =>
  Object.fromEntries(
    toldFields.flatMap((field) => (one[field] === undefined || (field === 'whole' && one.whole === one.body) ? [] : [[field, one[field]]])),
  )
