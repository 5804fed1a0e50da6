/** A mail came back. What its type says of the address decides what follows; the recipients that bounced are judged, never all addressed. */
import type { SesDetail } from '../contract/events.ts'
import { isSimulatorAddress, normaliseEmail } from '../domain/addresses.ts'
import type { BounceKind } from '../domain/signal.ts'
import type { MessagePatch } from '../data/message-patch.ts'
import { leave } from './leave.ts'
import type { EngagePorts } from './ports.ts'
import type { MailReference } from './read-happening.ts'

type Bounce = Extract<SesDetail, { eventType: 'Bounce' }>['bounce']
type Judged = BounceKind | 'left'

/** A suppression list only echoes what was known; what SES could not send for its content says nothing of the address. */
export const judgeBounce = ({ bounceType, bounceSubType }: Pick<Bounce, 'bounceType' | 'bounceSubType'>): Judged => {
  if (bounceType === 'Permanent') {
    if (bounceSubType === 'UnsubscribedRecipient') return 'left'
    return bounceSubType === 'Suppressed' || bounceSubType === 'OnAccountSuppressionList' ? 'suppressed' : 'hard'
  }
  const ofContent = ['ContentRejected', 'MessageTooLarge', 'AttachmentRejected']
  return bounceType === 'Transient' && !ofContent.includes(bounceSubType) ? 'soft' : 'undetermined'
}

/** The address's record first, then the message, then each contact that uses the address. */
export const bounced = async (
  ports: EngagePorts,
  of: MailReference,
  { bounce }: Extract<SesDetail, { eventType: 'Bounce' }>,
  record: (patch: MessagePatch) => Promise<void>,
): Promise<string> => {
  const judged = judgeBounce(bounce)
  const at = bounce.timestamp
  const type = `${bounce.bounceType}: ${bounce.bounceSubType}`
  for (const { emailAddress, diagnosticCode } of bounce.bouncedRecipients) {
    const email = normaliseEmail(emailAddress)
    if (email !== null)
      await judgeAddress(ports, of, email, judged, at, diagnosticCode ? `${type} (${diagnosticCode.slice(0, 150)})` : type)
  }
  await ports.note({
    contactKey: of.contactKey,
    at,
    channel: 'email',
    direction: 'system',
    kind: 'bounced',
    messageId: of.messageId,
    enrollmentId: of.enrollmentId,
    sequenceId: of.sequenceId,
    detail: type,
  })
  await record({ status: { to: 'bounced', from: ['sent', 'delivered', 'unknown'] }, first: { bouncedAt: at, bounceType: type } })
  return `bounced_${judged}`
}

const judgeAddress = async (
  ports: EngagePorts,
  of: MailReference,
  email: string,
  judged: Judged,
  at: string,
  detail: string,
): Promise<void> => {
  const addressKey = await ports.addressKey('email', email)
  if (judged === 'left') {
    const address = { key: addressKey, kind: 'email' as const }
    const channels = ['email', 'sms', 'call'] as const
    await leave(ports, { address, channels, reason: 'unsubscribed', at, source: 'ses', detail, contactKeys: [of.contactKey] })
    return
  }
  const dead = judged === 'hard' && !isSimulatorAddress(email)
  const record = dead
    ? await ports.addresses.suppress({ key: addressKey, kind: 'email' }, ['email'], { reason: 'address_dead', at, source: 'ses' })
    : null
  const contacts = [...new Set([of.contactKey, ...(record?.contacts ?? [])])]
  await Promise.all(
    contacts.map((key) => {
      const mine = key === of.contactKey
      return ports.engine.settle(key, (head) =>
        head
          ? [
              {
                kind: 'bounced',
                enrollmentId: mine ? of.enrollmentId : null,
                step: mine ? of.step : null,
                address: 'email',
                addressKey,
                bounce: judged,
                detail,
              },
            ]
          : [],
      )
    }),
  )
}
