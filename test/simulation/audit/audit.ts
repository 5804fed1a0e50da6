/** Judges a history by its ledger alone. An empty answer: nothing is wrong. */
import type { Finding, Ledger } from '../ledger.ts'
import { underControl } from './controls.ts'
import { countersEqual } from './counters.ts'
import { conditionsHeld } from './conditions.ts'
import { cameToAnEnd } from './endings.ts'
import { erasedForGood, withoutErased } from './erasure.ts'
import { enrolledOnce } from './enrolling.ts'
import { withinHours, withinLimit } from './limits.ts'
import { leadsStopped } from './leads.ts'
import { movedOn } from './moves.ts'
import { withPermission } from './permission.ts'
import { sentOnce } from './requests.ts'
import { ledOn } from './routes.ts'
import { settledOnce } from './settled.ts'
import { inTheirWords } from './texts.ts'
import { withinStepHours } from './step-hours.ts'
import { explained } from './timeline.ts'
import { atItsTime } from './timing.ts'
import { whileStanding } from './standing.ts'
import { viewOf } from './view.ts'
import { heardByWebhook } from './webhooks.ts'

const rules = [
  sentOnce,
  withPermission,
  withinHours,
  withinStepHours,
  withinLimit,
  whileStanding,
  underControl,
  atItsTime,
  cameToAnEnd,
  enrolledOnce,
  countersEqual,
  conditionsHeld,
  leadsStopped,
  ledOn,
  movedOn,
  inTheirWords,
  settledOnce,
  explained,
  heardByWebhook,
]

export const audit = (ledger: Ledger): Finding[] => {
  const view = viewOf(withoutErased(ledger))
  return [...erasedForGood(ledger), ...rules.flatMap((rule) => rule(view))]
}
