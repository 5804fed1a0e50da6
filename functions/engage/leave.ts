/** Someone opts out or complains: the address is closed first, then each contact that uses it is told, whoever's mail it was. */
import { isSimulatorAddress } from '../domain/addresses.ts'
import type { AddressKind, ConsentChannel } from '../domain/channel.ts'
import { closingSignal } from '../domain/closing.ts'
import type { SuppressionReason } from '../domain/contact.ts'
import { parseMessageId } from '../domain/ids.ts'
import type { EngageWork } from '../contract/work.ts'
import type { EngagePorts } from './ports.ts'

export interface Leaving {
  address: { key: string; kind: AddressKind }
  channels: readonly ConsentChannel[]
  reason: Extract<SuppressionReason, 'unsubscribed' | 'opted_out' | 'complained'>
  at: string
  /** When we heard of it, where that is not `at`. */
  learntAt?: string
  /** Where it was said. */
  source: string
  detail: string
  /** Known to use the address whatever its record says: a simulator's address has no record. */
  contactKeys: readonly string[]
}

/** Answers the keys of the contacts that were told. */
export const leave = async (ports: EngagePorts, leaving: Leaving): Promise<string[]> => {
  const { address, channels, reason, at, source, detail } = leaving
  const shared = await isShared(ports, leaving)
  const record = shared
    ? await ports.addresses.suppress(address, channels, {
        reason,
        at,
        source,
        ...(leaving.learntAt === undefined ? {} : { learntAt: leaving.learntAt }),
      })
    : null
  const contacts = [...new Set([...leaving.contactKeys, ...(record?.contacts ?? [])])]
  const signal = closingSignal({ address, channels, reason, detail })
  await Promise.all(contacts.map((key) => ports.engine.settle(key, (head) => (head ? [signal] : []))))
  return contacts
}

/** A simulator's address has no record of its own: it is closed for the contact alone. */
const isShared = async (ports: EngagePorts, { address, contactKeys }: Leaving): Promise<boolean> => {
  if (contactKeys.length === 0) return true
  const heads = await Promise.all(contactKeys.map((key) => ports.head(key)))
  const values = heads.flatMap((head) =>
    head?.addresses[address.kind]?.key === address.key ? [head.addresses[address.kind]?.value ?? ''] : [],
  )
  return !values.some(isSimulatorAddress)
}

type OneClick = Extract<EngageWork, { kind: 'one_click' }>

/** The link in a mail, or what the mail program does with it in the reader's name (RFC 8058). */
export const oneClick = async (ports: EngagePorts, { addressKey, channel, messageId, at }: OneClick): Promise<string> => {
  const enrollmentId = messageId === undefined ? undefined : parseMessageId(messageId)?.enrollmentId
  const owner = enrollmentId === undefined ? null : await ports.contactOfEnrollment(enrollmentId)
  const contacts = await leave(ports, {
    address: { key: addressKey, kind: channel === 'email' ? 'email' : 'phone' },
    channels: [channel],
    reason: 'unsubscribed',
    at,
    source: 'one_click',
    detail: 'by the link in a mail',
    contactKeys: owner === null ? [] : [owner],
  })
  if (owner !== null && messageId !== undefined)
    await ports.messages.patch({ contactKey: owner, messageId, attemptId: null }, { first: { unsubscribedAt: at } })
  if (!(await hadLeft(ports, { addressKey, channel, at })))
    await Promise.all(
      contacts.map((contactKey) =>
        ports.note({
          contactKey,
          at,
          channel,
          direction: 'inbound',
          kind: 'unsubscribed',
          ...(contactKey === owner && messageId !== undefined && enrollmentId !== undefined ? { messageId, enrollmentId } : {}),
          detail: 'by the link in a mail',
        }),
      ),
    )
  return 'unsubscribed'
}

/** The record names its first closing: a POST that came later changed nothing. Received again, the one that closed it still says so. */
const hadLeft = async (
  ports: EngagePorts,
  { addressKey, channel, at }: Pick<OneClick, 'addressKey' | 'channel' | 'at'>,
): Promise<boolean> => {
  const closed = (await ports.addresses.get(addressKey))?.suppressed[channel]
  return closed !== undefined && closed.reason !== 'address_dead' && Date.parse(closed.at) < Date.parse(at)
}
