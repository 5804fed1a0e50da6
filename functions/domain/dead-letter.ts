/** Why work was given up, as a sentence for an operator. */

/** `said`: by the function that gave it up, `failed` or why it can never be read. `undelivered`: by EventBridge, which could not queue it. */
export type GiveUpCause = { kind: 'said'; reason: string; detail: string } | { kind: 'undelivered'; detail: string } | { kind: 'no_answer' }

export const giveUpKinds = ['unreadable', 'failed', 'no_answer', 'undelivered'] as const
export type GiveUpKind = (typeof giveUpKinds)[number]

export const giveUpKindOf = (cause: GiveUpCause): GiveUpKind =>
  cause.kind !== 'said' ? cause.kind : cause.reason === 'failed' ? 'failed' : 'unreadable'

/** What happened, and what to do about it. */
export const giveUpText = (cause: GiveUpCause, tries: number): string => {
  switch (cause.kind) {
    case 'said':
      return cause.reason === 'failed'
        ? `It failed in each of ${tries} tries, the last time with "${inLine(cause.detail)}". Put that right, then redrive it.`
        : `${unreadable[cause.reason] ?? 'It cannot be read'}: ${inLine(cause.detail)}. Have its sender send it right, then discard it; redrive it where our own reading was at fault.`
    case 'undelivered':
      return `EventBridge could not put it into its queue: ${inLine(cause.detail)}. Redrive it once the queue takes events again.`
    case 'no_answer':
      return `There was no answer in ${tries} tries: the function ended before it could say why, by its time limit or a crash. Read its log, then redrive it.`
    default:
      return cause satisfies never
  }
}

/** An error's text may be laid out over several lines. */
const inLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

/** By the reason that the reading gave. */
const unreadable: Partial<Record<string, string>> = {
  not_json: 'It is no JSON text',
  no_event: 'It is no event as EventBridge delivers them',
  another_event: 'It is an event that nobody here works on',
  malformed_detail: 'The event does not say what it has to say',
  occurs_in_future: 'The event says that it happens in the future',
  untagged: 'It is of a mail that did not leave from here',
  no_happening: 'It is nothing that a contact or a provider does',
  no_dispatch_work: 'It is no work for dispatch',
  no_heal_work: 'It is no failure that can be healed',
  no_crm_event: 'It is no event of a CRM',
  no_such_source: 'It is of a CRM that is not known any more',
  no_access_token: 'The CRM could not be asked about it',
  mapping_failed: 'The mapping cannot make an event of it',
}
