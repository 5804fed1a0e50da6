/** A sequence's numbers as the API answers them; each part takes overrides. */
import type { AnalyticsView } from '../../functions/contract/api/views.ts'

type Tallies = AnalyticsView['live'][number]['tallies']
export const aTally = (given: Partial<Tallies> = {}): Tallies => ({
  enrolled: 0,
  finished: 0,
  sent: 0,
  delivered: 0,
  opened: 0,
  clicked: 0,
  replied: 0,
  bounced: 0,
  unsubscribed: 0,
  converted: 0,
  moved: 0,
  skipped: 0,
  failed: 0,
  ...given,
})

export const aPeriod = (given: Partial<Tallies> = {}): AnalyticsView['allTime'] => ({
  tallies: aTally(given),
  rates: { open: null, click: null, reply: null, bounce: null, unsubscribe: null },
})

export const anAnalytics = (given: Partial<AnalyticsView> = {}): AnalyticsView => ({
  sequenceId: '01K0000000000000000000SEQ1',
  rolledUpAt: '2026-11-21T01:00:00Z',
  last24h: aPeriod({ enrolled: 5, sent: 9, delivered: 9, opened: 4, replied: 1, moved: 1 }),
  allTime: aPeriod({
    enrolled: 31,
    finished: 24,
    sent: 31,
    delivered: 30,
    opened: 18,
    clicked: 6,
    replied: 4,
    bounced: 1,
    converted: 2,
    moved: 7,
  }),
  steps: [{ stepId: 's1', last24h: aPeriod({ sent: 5, delivered: 5, opened: 3 }), allTime: aPeriod({ sent: 31 }) }],
  live: [
    { stepId: 's1', tallies: aTally({ sent: 31, delivered: 30, opened: 18, clicked: 6, replied: 2, bounced: 1 }) },
    { stepId: 's2', tallies: aTally({ sent: 22, delivered: 22, replied: 1 }) },
    { stepId: 's3', tallies: aTally({ sent: 14, delivered: 14, opened: 6, replied: 1 }) },
  ],
  ...given,
})
