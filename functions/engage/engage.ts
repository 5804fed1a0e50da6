/** What became of a message and what a contact does: recorded where it happened, and decided upon where it changes what follows. */
import { inbound } from './inbound.ts'
import { oneClick } from './leave.ts'
import { mailEvent } from './mail-event.ts'
import type { EngagePorts } from './ports.ts'
import type { Happening } from './read-happening.ts'

/** Answers in one word what came of it. */
export const engage = (ports: EngagePorts, happening: Happening): Promise<string> => {
  switch (happening.kind) {
    case 'mail_event':
      return mailEvent(ports, happening.of, happening.detail)
    case 'one_click':
      return oneClick(ports, happening)
    case 'inbound':
      return inbound(ports, happening)
    default:
      return happening satisfies never
  }
}
