/** What can go wrong, as chances; each history draws its own mixture, so that some faults meet often and others not at all. */
import type { Random } from './random.ts'

export const faultKinds = [
  // at one call of the product
  'crash_before',
  'crash_after',
  'lost_answer',
  'lost_for_good',
  'throttled',
  'slow',
  'partial',
  'conflict',
  // at a queue
  'delivered_twice',
  'delivered_late',
  // at an entry of Scheduler
  'fires_twice',
  'fires_early',
  'fires_late',
  'never_fires',
  // at a provider
  'provider_throttles',
  'provider_refuses',
  'provider_stops',
  'provider_fails',
  'provider_silent',
  // at what a provider tells afterwards
  'event_dropped',
  'event_doubled',
  'event_late',
  'text_undelivered',
  'call_unmet',
  // at the stream
  'batch_again',
  // at the webhooks' door
  'event_replayed',
  'event_forged',
] as const
export type FaultKind = (typeof faultKinds)[number]
export type Faults = Record<FaultKind, number>

/** The most that each chance can be: high enough to meet, low enough that work still gets done. */
const most: Faults = {
  crash_before: 0.02,
  crash_after: 0.02,
  lost_answer: 0.04,
  lost_for_good: 0.015,
  throttled: 0.015,
  slow: 0.05,
  partial: 0.2,
  conflict: 0.1,
  delivered_twice: 0.25,
  delivered_late: 0.05,
  fires_twice: 0.2,
  fires_early: 0.4,
  fires_late: 0.25,
  never_fires: 0.25,
  provider_throttles: 0.15,
  provider_refuses: 0.06,
  provider_stops: 0.04,
  provider_fails: 0.08,
  provider_silent: 0.12,
  event_dropped: 0.3,
  event_doubled: 0.3,
  event_late: 0.2,
  text_undelivered: 0.4,
  call_unmet: 0.6,
  batch_again: 0.3,
  event_replayed: 0.25,
  event_forged: 0.3,
}

export const noFaults: Faults = Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Faults

/** One history's mixture: each kind absent in a third of the histories; one history in twelve is without any. */
export const drawFaults = (random: Random): Faults => {
  if (random.chance(1 / 12)) return { ...noFaults }
  return Object.fromEntries(faultKinds.map((kind) => [kind, random.chance(2 / 3) ? most[kind] * random.next() : 0])) as Faults
}
