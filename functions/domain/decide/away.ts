/** The contact's mailbox says that they are away: nothing is sent before the business day after their return, whatever sequence it is of. */
import { reachedAt, waitsUntil } from '../absence.ts'
import type { ContactHead, LiveEnrollment } from '../contact.ts'
import type { Decision } from '../effect.ts'
import { channelOf, isResolved, moveTo, withItem } from '../plan.ts'
import { momentText } from '../say-when.ts'
import type { Signal, TenantRules } from '../signal.ts'
import { nextOpening, openingRulesOf, zonesOf } from '../windows.ts'
import type { Change } from './change.ts'
import { changed, livesOf, refused, secondsOf, startChange, withHead, withMoved } from './change.ts'
import { noted } from './steer.ts'

type Away = Extract<Signal, { kind: 'away' }>

/** A later note extends an absence and never shortens it. What a gate finds due before its end is moved as well (departure.ts). */
export const away = (head: ContactHead, { back, rules }: Away, now: number): Decision => {
  const until = waitsUntil(back, head, rules, secondsOf(now))
  if (until <= secondsOf(now)) return refused('nothing_to_do', 'the contact is back already')
  if (head.away && head.away.until >= until) return refused('nothing_to_do', 'the absence is known')
  const change = withHead(startChange(head), { away: { until } })
  return changed(livesOf(head).reduce((sofar, enrollment) => postponed(sofar, enrollment, rules, now), change))
}

/**
 * What the enrollment stands at moves to the same time of that day, or its next opening, and what follows keeps its distance. One that is
 * paused, held or with its provider keeps its time: its gates look when it goes on.
 */
const postponed = (change: Change, enrollment: LiveEnrollment, rules: TenantRules, now: number): Change => {
  const { head } = change
  const first = enrollment.plan.find((item) => !isResolved(item) && item.state !== 'claimed')
  if (enrollment.status !== 'active' || first?.state !== 'scheduled') return change
  const due = nextOpening(channelOf(first), reachedAt(first.due, head), zonesOf(head), openingRulesOf(first, rules))
  if (due <= first.due || reachedAt(first.due, head) === first.due) return change
  const plan = withItem(enrollment.plan, { ...first, reason: 'contact_away' })
  const moved = withMoved(change, enrollment, moveTo(plan, first.step, due), now)
  return noted(moved, enrollment, `goes on at ${momentText(due, head.timeZone)}, for the contact is away`, now)
}
