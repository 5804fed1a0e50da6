/** Nobody is contacted against their word: after an opt-out, a complaint, a withdrawn consent, at a dead address. */
import type { Finding } from '../ledger.ts'
import { handMs, iso, type View } from './view.ts'

export const withPermission = (view: View): Finding[] => [
  ...optOuts(view),
  ...complaints(view),
  ...deadAddresses(view),
  ...consents(view),
  ...healedAgainstTheirWord(view),
]

const optOuts = (view: View): Finding[] => {
  const findings: Finding[] = []
  const ins = view.words('opt_in')
  const { requests } = view.ledger
  for (const { known, said, what } of view.known('opt_out')) {
    const { address, channels, whole, contactId } = what
    const lifted = ins.filter((word) => word.what.address === address && (word.known ?? Infinity) > said)
    for (const request of requests) {
      const asked = `${request.channel} to ${request.to} at ${iso(request.at)}, after ${address} left ${channels.join(', ')} at ${iso(known)}`
      const reopened = lifted.some((word) => word.said <= request.at && word.what.channels.includes(request.channel))
      if (request.to === address && channels.includes(request.channel) && request.at > known + handMs && !reopened)
        findings.push({ rule: 'after_opt_out', detail: asked })
      const contact = view.contactOf(request)
      const uses = contactId ? contact?.id === contactId : contact && (contact.email === address || contact.phone === address)
      const enrollment = view.enrollment(request.enrollmentId)
      // Who leaves on one channel is not followed onto the next: what ran then ends, for everyone at that address.
      if (
        whole &&
        uses &&
        enrollment &&
        Date.parse(enrollment.enrolledAt) < said - handMs &&
        request.at > known + (contactId ? handMs : view.spreadMs)
      )
        findings.push({ rule: 'followed_after_opt_out', detail: asked })
    }
  }
  return findings
}

/** Who complained is enrolled in nothing any more, whatever its channels. */
const complaints = (view: View): Finding[] =>
  view
    .known('opt_out')
    .flatMap(({ known, what: { address, channels } }) =>
      channels.length < 3
        ? []
        : view.ledger.enrollments
            .filter(
              ({ contactId, enrolledAt }) => view.contact(contactId)?.email === address && Date.parse(enrolledAt) > known + view.spreadMs,
            )
            .map(({ id, contactId }) => ({ rule: 'enrolled_after_complaint', detail: `${contactId}, enrollment ${id}` })),
    )

const deadAddresses = (view: View): Finding[] =>
  view
    .known('dead_address')
    .flatMap(({ known, what: { address } }) =>
      view.ledger.requests
        .filter((request) => request.to === address && request.at > known + handMs)
        .map((request) => ({ rule: 'to_dead_address', detail: `${address} at ${iso(request.at)}, known to be dead at ${iso(known)}` })),
    )

/** Email unless it was refused; texts and calls only where it was given, by the CRM or by the person's own START. */
const consents = (view: View): Finding[] => {
  const findings: Finding[] = []
  const starts = view.words('opt_in')
  for (const request of view.ledger.requests) {
    const contact = view.contactOf(request)
    if (!contact) continue
    if (starts.some((word) => word.what.address === request.to && word.said <= request.at)) continue
    const said = view
      .words('stage')
      .flatMap((word) =>
        word.what.consent.filter(({ id }) => id === contact.id).map((consent) => ({ word, given: consent[request.channel] })),
      )
    const open = (given: unknown): boolean => given === true || (given === undefined && request.channel === 'email')
    // The newest word of the CRM that was certainly taken in, and any that may have been.
    const settled = said.filter(({ word }) => word.known !== null && word.known + handMs < request.at)
    const newest = settled.toSorted((a, b) => a.word.what.occurredAt - b.word.what.occurredAt).at(-1)
    const may = said.filter(({ word }) => word.said <= request.at && (!newest || word.what.occurredAt >= newest.word.what.occurredAt))
    if (may.length > 0 && !may.some(({ given }) => open(given)))
      findings.push({ rule: 'without_consent', detail: `${request.channel} to ${contact.id} at ${iso(request.at)}` })
  }
  return findings
}

/**
 * Healing plans nothing onto a channel that the contact never consented to, or had left before the enrollment began: the gates would hold it
 * back, but whoever looks would wait for a message that cannot come.
 */
const healedAgainstTheirWord = (view: View): Finding[] =>
  view.ledger.messages.flatMap(({ id, channel, plannedChannel, enrollmentId, contactId, status, reason }) => {
    const enrollment = view.enrollment(enrollmentId)
    if (plannedChannel === undefined || channel === 'task' || status !== 'skipped' || !enrollment) return []
    const contact = view.contact(contactId)
    const address = channel === 'email' ? contact?.email : contact?.phone
    const isWithout = view
      .words('stage')
      .flatMap(({ what }) => what.consent.filter((one) => one.id === contactId))
      .every((one) => one[channel] !== true)
    const began = Date.parse(enrollment.enrolledAt)
    const hadLeft = view
      .known('opt_out')
      .some(({ known, what }) => what.address === address && what.channels.includes(channel) && known < began - handMs)
    const isReopened = view.words('opt_in').some(({ what }) => what.address === address)
    if (isReopened) return []
    if (reason === 'no_consent' && channel !== 'email' && isWithout)
      return [{ rule: 'healed_without_consent', detail: `message ${id} was moved to ${channel}, which ${contactId} never consented to` }]
    return reason === 'suppressed' && hadLeft
      ? [{ rule: 'healed_after_opt_out', detail: `message ${id} was moved to ${channel}, which ${contactId} had left` }]
      : []
  })
