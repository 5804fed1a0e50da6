/** What came in from nobody who is known: no contact's, so it is nobody's timeline either. Somebody has to see it all the same. */
import { metricNames } from '../contract/metrics.ts'
import { bareAddress } from '../domain/mail/mail.ts'
import type { EngagePorts } from './ports.ts'
import type { Inbound } from './writer.ts'

/**
 * Counted each time, and told once per sender and day (UTC), without a word of what was written or by whom. Spam and what a machine wrote are
 * counted alone.
 */
export const nobodyKnown = async (
  ports: Pick<EngagePorts, 'addressKey' | 'notify' | 'count'>,
  work: Inbound,
  writtenBy: 'somebody' | 'machine',
): Promise<void> => {
  const { channel, from, at, doubts = [] } = work
  const isTold = writtenBy === 'somebody' && !doubts.includes('spam')
  ports.count(metricNames.fromNobodyKnown, { channel, told: String(isTold) })
  if (!isTold) return
  const sender = channel === 'email' ? bareAddress(from).toLowerCase() : from
  const day = at.slice(0, 10)
  const key = await ports.addressKey(channel === 'email' ? 'email' : 'phone', sender)
  await ports.notify({
    type: 'needs_human',
    priority: 'low',
    at,
    text: `${came[channel]} came from nobody who is known here, and belongs to no contact. ${where(work)}`,
    occasion: `nobody_known ${key} ${day}`,
    occasionAt: `${day}T00:00:00.000Z`,
  })
}

const came: Record<Inbound['channel'], string> = { email: 'A mail', sms: 'A text', call: 'A call' }

const where = ({ channel, rawKey, providerId }: Inbound): string => {
  if (rawKey !== undefined) return `Read it in the tenant's mail bucket under ${rawKey}, where it stays for 30 days.`
  // A mail's Message-ID names its sender's host.
  if (channel === 'email' && providerId.includes('@')) return 'Whoever received it has it: it is not kept here.'
  return `Whoever received it has it under the id ${providerId}: it is not kept here.`
}
