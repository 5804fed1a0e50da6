/** A mail came back. What its type says of the address decides what follows; the recipients that bounced are judged, never all addressed. */
import type { MessageReference } from '../contract/work.ts'
import { isSimulatorAddress, normaliseEmail } from '../domain/addresses.ts'
import { leave } from './leave.ts'
import type { EngagePorts } from './ports.ts'
import type { Happened } from './record.ts'

type Bounced = Happened<'bounced'>

/** The address's record first, then each contact that uses the address. */
export const judgeAddresses = async (ports: EngagePorts, bounced: Bounced): Promise<void> => {
  for (const address of bounced.event.addresses) {
    const email = normaliseEmail(address)
    if (email !== null) await judgeAddress(ports, bounced, email)
  }
}

const judgeAddress = async (ports: EngagePorts, { of, at, provider, event: { bounce, detail } }: Bounced, email: string): Promise<void> => {
  const addressKey = await ports.addressKey('email', email)
  if (bounce === 'left') {
    const address = { key: addressKey, kind: 'email' as const }
    const channels = ['email', 'sms', 'call'] as const
    await leave(ports, { address, channels, reason: 'unsubscribed', at, source: provider, detail, contactKeys: [of.contactKey] })
    return
  }
  const dead = bounce === 'hard' && !isSimulatorAddress(email)
  const record = dead
    ? await ports.addresses.suppress({ key: addressKey, kind: 'email' }, ['email'], { reason: 'address_dead', at, source: provider })
    : null
  const contacts = [...new Set([of.contactKey, ...(record?.contacts ?? [])])]
  await Promise.all(
    contacts.map((key) => {
      const mine = mineOf(of, key)
      return ports.engine.settle(key, (head) => (head ? [{ kind: 'bounced', ...mine, address: 'email', addressKey, bounce, detail }] : []))
    }),
  )
}

const mineOf = ({ contactKey, enrollmentId, step, attemptId }: MessageReference, key: string) =>
  key === contactKey ? { enrollmentId, step, attemptId } : { enrollmentId: null, step: null }
