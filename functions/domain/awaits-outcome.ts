/** Whether a person can still say what a message came to: it was handed to a person, or is a call that was placed, and nobody has said it. */
import type { Channel } from './channel.ts'

interface Outcomes {
  channel: Channel
  sentAt?: string | undefined
  task?: { state: 'open' | 'done' | 'dismissed' } | undefined
  events: { outcome?: string | undefined }
}

export const awaitsOutcome = ({ channel, sentAt, task, events }: Outcomes): boolean =>
  events.outcome === undefined && (task ? task.state === 'open' : channel === 'call' && sentAt !== undefined)
