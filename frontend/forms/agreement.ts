/** What the people of a list agreed to, as whoever brings it says: asked once, and nothing is taken for granted. */
import type { ConsentChannel } from '../../functions/domain/channel.ts'

export interface AgreementDraft {
  channels: ConsentChannel[]
  source: string
  /** `2026-11-01`; empty until it is said. */
  on: string
}

export const noAgreement = (): AgreementDraft => ({ channels: [], source: '', on: '' })

export const agreedWords: Record<ConsentChannel, string> = { email: 'be emailed', sms: 'be texted', call: 'be called' }

/** What is still to be said; empty where nothing is ticked. `today`: a local date. */
export const agreementProblems = ({ channels, source, on }: AgreementDraft, today: string): { source?: string; on?: string } => {
  if (channels.length === 0) return {}
  return {
    ...(source.trim() === '' ? { source: 'Say where they agreed: it stands with each consent.' } : {}),
    ...(on === '' ? { on: 'Say when they agreed.' } : on > today ? { on: 'This day is still to come.' } : {}),
  }
}

/** As the API takes it: a date without a time stays that date wherever it is read. */
export const agreementOf = ({ channels, source, on }: AgreementDraft) =>
  channels.length === 0 ? undefined : { channels: [...channels], source: source.trim(), at: on }
