/** What becomes of what was taken: the providers' own events, dropped, doubled and late as they come. */
import type { Random } from '../random.ts'
import type { World } from '../world.ts'
import type { Request } from './provider.ts'

export interface Told {
  kind: 'Delivery' | 'Open' | 'Click' | 'Bounce' | 'Complaint' | 'Failure'
  request: Request
  bounce?: 'hard' | 'soft'
  /** Of a text or a call: why it did not get through. */
  failure?: string
}

/** How a mailbox behaves, by the local part of its address. */
const manner = (address: string): 'dead' | 'full' | 'angry' | 'open' =>
  address.startsWith('dead') ? 'dead' : address.startsWith('full') ? 'full' : address.startsWith('angry') ? 'angry' : 'open'

const minute = 60_000
const backlogMs = 6 * 60 * minute

export const livesOn = (world: World, request: Request, deliver: (body: string, told: Told) => void): void => {
  if (request.channel !== 'email') {
    fails(world, { ...request, channel: request.channel }, deliver)
    return
  }
  const random = world.randomFor(`mail ${request.providerId}`)
  const tell = (
    told: Omit<Told, 'request' | 'kind'> & { kind: Exclude<Told['kind'], 'Failure'> },
    delay: number,
    block: Record<string, unknown>,
  ): void => {
    const faults = world.faults()
    if (random.chance(faults.event_dropped)) return
    // What is late comes with whatever else was: a backlog is let go at once.
    const backlog = random.chance(faults.event_late) ? random.next() * 86_400_000 : 0
    const late = backlog === 0 ? 0 : Math.ceil((world.now() + delay + backlog) / backlogMs) * backlogMs - world.now() - delay
    const at = world.now() + delay
    const body = JSON.stringify(envelope(request, told.kind, block, at))
    world.after(delay + late, () => deliver(body, { ...told, request }))
    if (random.chance(faults.event_doubled))
      world.after(delay + late + random.next() * 3_600_000, () => deliver(body, { ...told, request }))
  }
  const iso = (delay: number): string => new Date(world.now() + delay).toISOString()
  const recipients = [{ emailAddress: request.to }]
  const soon = 50 + random.next() * 20_000
  const how = manner(request.to)
  if (how === 'dead') {
    tell({ kind: 'Bounce', bounce: 'hard' }, soon, {
      bounce: { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients: recipients, timestamp: iso(soon) },
    })
    return
  }
  if (how === 'full' && random.chance(0.5)) {
    tell({ kind: 'Bounce', bounce: 'soft' }, soon, {
      bounce: { bounceType: 'Transient', bounceSubType: 'MailboxFull', bouncedRecipients: recipients, timestamp: iso(soon) },
    })
    return
  }
  tell({ kind: 'Delivery' }, soon, { delivery: { timestamp: iso(soon), recipients: [request.to] } })
  if (how === 'angry' && random.chance(0.4)) {
    const delay = soon + random.next() * 12 * 60 * minute
    tell({ kind: 'Complaint' }, delay, {
      complaint: { complainedRecipients: recipients, timestamp: iso(delay), complaintFeedbackType: 'abuse' },
    })
  }
  if (random.chance(0.3)) {
    const delay = soon + minute + random.next() * 600 * minute
    tell({ kind: 'Open' }, delay, { open: { timestamp: iso(delay), userAgent: 'Mail', ipAddress: '192.0.2.1' } })
    if (random.chance(0.4)) {
      const later = delay + random.next() * 10 * minute
      tell({ kind: 'Click' }, later, {
        click: { timestamp: iso(later), link: 'https://example.com/', userAgent: 'Mail', ipAddress: '192.0.2.1' },
      })
    }
  }
}

/** A text that does not arrive, a call that meets nobody: as a provider's webhook is queued. A number that does not exist never exists. */
const fails = (world: World, request: Request & { channel: 'sms' | 'call' }, deliver: (body: string, told: Told) => void): void => {
  const random = world.randomFor(`phone ${request.providerId}`)
  const faults = world.faults()
  const isGone = world.randomFor(`number ${request.to}`).chance(0.15)
  if (!random.chance(request.channel === 'sms' ? faults.text_undelivered : faults.call_unmet)) return
  if (random.chance(faults.event_dropped)) return
  const failure = isGone ? 'invalid_number' : failureOf(request.channel, random)
  const delay = 1_000 + random.next() * (random.chance(faults.event_late) ? 86_400_000 : 20_000)
  const body = JSON.stringify(happening(request, failure, world.now() + delay))
  const told: Told = { kind: 'Failure', request, failure }
  world.after(delay, () => deliver(body, told))
  if (random.chance(faults.event_doubled)) world.after(delay + random.next() * 3_600_000, () => deliver(body, told))
}

const failureOf = (channel: 'sms' | 'call', random: Random): string =>
  channel === 'sms'
    ? random.pick(['sms_undelivered', 'sms_undelivered', 'sms_failed', 'landline_detected'])
    : random.pick(['no_answer', 'no_answer', 'busy', 'failed', 'voicemail', 'capacity_exhausted'])

const happening = (
  { messageId, attemptId, enrollmentId, sequenceId, providerId, tags, channel }: Request,
  failure: string,
  at: number,
) => ({
  kind: 'message_event',
  provider: 'simulated',
  channel,
  of: { contactKey: tags['contact']?.[0], enrollmentId, messageId, attemptId, step: tags['step']?.[0], sequenceId },
  providerId,
  eventId: `${providerId}-${failure}`,
  at: new Date(at).toISOString(),
  event:
    channel === 'sms'
      ? { type: 'undelivered', failure, detail: `the provider says ${failure}` }
      : { type: 'call_ended', outcome: failure, detail: `the provider says ${failure}` },
})

const detailTypes: Record<Exclude<Told['kind'], 'Failure'>, string> = {
  Delivery: 'Email Delivered',
  Open: 'Email Opened',
  Click: 'Email Clicked',
  Bounce: 'Email Bounced',
  Complaint: 'Email Complaint Received',
}

const envelope = (
  request: Request,
  kind: Exclude<Told['kind'], 'Failure'>,
  block: Record<string, unknown>,
  at: number,
): Record<string, unknown> => ({
  version: '0',
  id: `${request.providerId}-${kind}`,
  source: 'aws.ses',
  'detail-type': detailTypes[kind],
  time: new Date(at).toISOString(),
  detail: {
    eventType: kind,
    mail: {
      messageId: request.providerId,
      timestamp: new Date(request.at).toISOString(),
      destination: [request.to],
      tags: request.tags,
    },
    ...block,
  },
})
