/** An address was closed elsewhere: on a provider's list, in a file that was imported, by an admin. Whoever uses it is told. */
import type { AddressClosedWork } from '../contract/work.ts'
import { closingSignal } from '../domain/closing.ts'
import type { Interaction } from '../domain/interaction.ts'
import { leave } from './leave.ts'
import type { EngagePorts } from './ports.ts'

export const addressClosed = async (ports: EngagePorts, work: AddressClosedWork): Promise<string> => {
  const { address, channels, reason, at, learntAt, source, detail } = work
  const why = { at, source, ...(learntAt === undefined ? {} : { learntAt }) }
  const told =
    reason === 'address_dead'
      ? await buried(ports, work, why)
      : await leave(ports, { address, channels, reason, ...why, detail, contactKeys: [] })
  const kind: Interaction['kind'] = reason === 'address_dead' ? 'bounced' : reason === 'complained' ? 'complained' : 'unsubscribed'
  const [channel = 'email'] = channels
  await Promise.all(
    told.map((contactKey) =>
      ports.note({ contactKey, at: learntAt ?? at, channel, direction: 'system', kind, detail: `${detail} (${source})` }),
    ),
  )
  return `closed_${reason}`
}

/** Nothing reaches it: what remains on it is healed. */
const buried = async (
  ports: EngagePorts,
  { address, channels, detail }: AddressClosedWork,
  why: { at: string; source: string; learntAt?: string },
): Promise<string[]> => {
  const { contacts } = await ports.addresses.suppress(address, channels, { reason: 'address_dead', ...why })
  const signal = closingSignal({ address, channels, reason: 'address_dead', detail })
  await Promise.all(contacts.map((contactKey) => ports.engine.settle(contactKey, (head) => (head ? [signal] : []))))
  return contacts
}
