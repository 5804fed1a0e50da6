/** What was tried of a sequence, the latest first: accepted, switched, refused, lost, held. */
import type { LogEntry } from '../../functions/contract/api/log.ts'
import { messageReasonText } from '../../functions/domain/reasons.ts'
import { enrollments } from './cast.ts'
import { ago } from './instants.ts'

const entry = (index: number, hours: number, given: Partial<LogEntry>): LogEntry => {
  const { id, contactId, contactName, timeZone } = enrollments[index] ?? enrollments[0]!
  const startedAt = ago({ hours })
  return {
    messageId: `${id}-${index + 1}`,
    enrollmentId: id,
    contactId,
    contactName,
    ...(timeZone === undefined ? {} : { timeZone }),
    stepId: 's1',
    stepName: 'Hello',
    stepOrder: 1,
    channel: 'email',
    recipient: 'dana.reyes@example.com',
    status: 'delivered',
    simulated: false,
    startedAt,
    dueAt: startedAt,
    sentAt: startedAt,
    attempts: [
      {
        id: `${id}-a`,
        startedAt,
        completedAt: startedAt,
        adapter: 'ses',
        outcome: 'accepted',
        providerId: '0102018f',
        revision: 1,
        failed: [],
      },
    ],
    healing: [],
    ...given,
  }
}
const attempt = (hours: number, given: Partial<LogEntry['attempts'][number]>): LogEntry['attempts'][number] => ({
  id: `a-${hours}`,
  startedAt: ago({ hours }),
  completedAt: ago({ hours }),
  adapter: 'twilio',
  outcome: 'refused_permanent',
  revision: 1,
  failed: [],
  ...given,
})

export const log: LogEntry[] = [
  entry(0, 2, { variant: { id: 'b', name: 'Short subject', share: 30 } }),
  entry(2, 9, {
    stepId: 's2',
    stepName: 'Short text',
    stepOrder: 2,
    plannedChannel: 'sms',
    attempts: [
      attempt(9, { adapter: 'ses', outcome: 'accepted', revision: 2 }),
      attempt(10, { detail: '30006: Landline or unreachable carrier' }),
    ],
    healing: [
      { at: ago({ hours: 9 }), failure: 'landline', action: 'switch_channel', reason: 'The number is a landline, which takes no texts.' },
    ],
  }),
  entry(4, 20, {
    channel: 'sms',
    stepId: 's2',
    stepName: 'Short text',
    stepOrder: 2,
    recipient: '+13125550147',
    status: 'unknown',
    attempts: [attempt(20, { outcome: 'unknown', detail: 'The connection broke before an answer came' })],
  }),
  entry(3, 26, {
    status: 'skipped',
    reason: 'touch_limit',
    reasonText: messageReasonText('touch_limit'),
    attempts: [
      attempt(26, {
        adapter: 'ses',
        outcome: 'gated',
        failed: [{ gate: 'touch_limit', reason: 'touch_limit', text: messageReasonText('touch_limit') }],
      }),
    ],
  }),
]
