/** The kill switch was lifted, or SES released the account: what that held leaves spread, never in a burst. */
import type { ContactHead, PlannedMessage } from '../contact.ts'
import type { Decision } from '../effect.ts'
import type { Signal } from '../signal.ts'
import { changed, refused, startChange } from './change.ts'
import { releaseSpread } from './release.ts'

export const sendingResumed = (head: ContactHead, { rules }: Extract<Signal, { kind: 'sending_resumed' }>, now: number): Decision => {
  const change = releaseSpread(startChange(head), isStopped, rules, now)
  return change.head === head ? refused('nothing_to_do') : changed(change)
}

/** By the kill switch, because SES had not released the account, or because the tenant had no postal address. */
export const isStopped = (item: PlannedMessage): boolean =>
  item.state === 'held' && (item.reason === 'sending_stopped' || item.reason === 'account_sandbox' || item.reason === 'no_postal_address')
