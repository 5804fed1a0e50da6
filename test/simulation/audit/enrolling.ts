/** One enrollment for one stage change, none missed, never two of one sequence at once. */
import type { Finding } from '../ledger.ts'
import { handMs, iso, type View } from './view.ts'

export const enrolledOnce = (view: View): Finding[] => [...repeats(view), ...overlaps(view), ...missed(view)]

const repeats = (view: View): Finding[] => {
  const { script, sequenceIds } = view.ledger
  const triggered = view.ledger.enrollments.filter(({ enrolledBy }) => enrolledBy === 'trigger')
  return [...Map.groupBy(triggered, ({ contactId, leadId, sequenceId }) => `${contactId} of ${leadId} in ${sequenceId}`)].flatMap(
    ([name, list]) => {
      const plan = script.sequences[sequenceIds.indexOf(list[0]?.sequenceId ?? '')]
      const changes = view.words('stage').filter(({ what }) => what.leadId === list[0]?.leadId && what.stage === plan?.triggerStage)
      const distinct = new Set(changes.map(({ what }) => what.occurredAt)).size
      return list.length > distinct
        ? [{ rule: 'enrolled_twice', detail: `${name}: ${list.length} enrollments of ${distinct} stage changes` }]
        : []
    },
  )
}

const overlaps = (view: View): Finding[] =>
  [...Map.groupBy(view.ledger.enrollments, ({ contactId, sequenceId }) => `${contactId} in ${sequenceId}`)].flatMap(([name, list]) => {
    const sorted = list.toSorted((a, b) => (a.enrolledAt < b.enrolledAt ? -1 : 1))
    const pair = sorted.find((one, i) => {
      const next = sorted[i + 1]
      // Who is replaced may be archived by two at once, a moment apart.
      return next && Date.parse(one.finishedAt ?? '9999-01-01') > Date.parse(next.enrolledAt) + handMs
    })
    return pair ? [{ rule: 'two_at_once', detail: `${name}: ${pair.id} still ran when the next began` }] : []
  })

/** Only where nothing speaks against enrolling: no earlier enrollment, no opt-out, no conflict policy, a way to reach the contact. */
const missed = (view: View): Finding[] => {
  const { script, sequenceIds, words, enrollments, dead } = view.ledger
  const spoken = words.some(
    ({ what }) => ['opt_out', 'dead_address', 'erase'].includes(what.kind) || (what.kind === 'act' && what.action === 'unsubscribe'),
  )
  if (dead.length > 0 || spoken) return []
  return script.leads.flatMap((leadId, lead) => {
    const changes = view.words('stage').filter(({ what }) => what.leadId === leadId)
    const last = changes.toSorted((a, b) => a.what.occurredAt - b.what.occurredAt).at(-1)
    const primary = script.contacts.find((contact) => contact.lead === lead)
    // A refusal stands until it is taken back, whatever a later event leaves unsaid.
    const refused = changes.some(({ what }) => what.consent.some(({ id, email }) => id === primary?.id && email === false))
    if (!last || !primary?.email || refused) return []
    return script.sequences.flatMap((plan, i) => {
      const id = sequenceIds[i]
      // An edition may have left out the only step that reaches the contact.
      const turned = words.some(({ what }) => (what.kind === 'turn' || what.kind === 'republish') && what.sequenceId === id)
      const before = enrollments.some((one) => one.contactId === primary.id && one.sequenceId === id)
      const open =
        plan.triggerStage === last.what.stage &&
        plan.policies.onConflict !== 'skip' &&
        plan.steps.some(({ channel }) => channel === 'email')
      return open && !turned && !before
        ? [{ rule: 'not_enrolled', detail: `${primary.id} in ${plan.name} for ${last.what.stage} at ${iso(last.what.occurredAt)}` }]
        : []
    })
  })
}
