/** Why people stand still until somebody does something, as a list is narrowed by it. */
import { stuckReasons, type StuckReason } from '../../functions/domain/stuck.ts'

export const heldChoices = ['any', ...stuckReasons] as const
export type Held = (typeof heldChoices)[number]

export const heldNames: Record<Held, string> = {
  any: 'Held or not',
  missing_merge_value: 'Held: no merge value',
  template_error: 'Held: text not rendered',
  text_too_long: 'Held: text too long',
  approval_pending: 'Held: not approved',
  waiting_for_outcome: 'Held: no outcome yet',
  channel_stopped: 'Held: channel stopped',
  review: 'Held: reply to decide',
}

/** Of so many people, what they are held for: the beginning of a sentence. */
export const heldHeadings: Record<StuckReason, readonly [one: string, many: string]> = {
  missing_merge_value: ['person lacks a merge value', 'people lack a merge value'],
  template_error: ['person waits for a text that does not render', 'people wait for a text that does not render'],
  text_too_long: ['person waits for a text that is too long', 'people wait for a text that is too long'],
  approval_pending: ['person’s text is overdue for approval', 'people’s texts are overdue for approval'],
  waiting_for_outcome: ['person waits for the outcome of a call or task', 'people wait for the outcome of a call or task'],
  channel_stopped: ['person waits for a channel that is stopped', 'people wait for a channel that is stopped'],
  review: ['person replied and waits for a decision', 'people replied and wait for a decision'],
}
