/** What became of a message and what a contact does: recorded where it happened, and decided upon where it changes what follows. */
import type { EngageWork } from '../contract/work.ts'
import { addressClosed } from './address-closed.ts'
import { connectEnded } from './connect-event.ts'
import { inbound } from './inbound.ts'
import { oneClick } from './leave.ts'
import { bouncedAfterDelivery, messageEvent } from './message-event.ts'
import type { EngagePorts } from './ports.ts'
import { publishEvent } from './publish-event.ts'
import { returned } from './returned.ts'

/** Answers in one word what came of it. */
export const engage = async (ports: EngagePorts, happening: EngageWork): Promise<string> => {
  switch (happening.kind) {
    case 'message_event': {
      const outcome = await messageEvent(ports, happening)
      if (outcome !== bouncedAfterDelivery) await publishEvent(ports, happening)
      return outcome
    }
    case 'one_click':
      return oneClick(ports, happening)
    case 'address_closed':
      return addressClosed(ports, happening)
    case 'inbound':
      return inbound(ports, happening)
    case 'returned':
      return returned(ports, happening)
    case 'connect_ended':
      return connectEnded(ports, happening)
    default:
      return happening satisfies never
  }
}
