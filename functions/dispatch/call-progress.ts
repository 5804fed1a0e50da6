/**
 * A call that is steered while it runs has come a step further: the step's text is spoken to a person at once, to a machine after its tone, and
 * then the call ends. Whoever left since it was dialled, or whom nothing may reach any more, is hung up on. Commands are named by the attempt,
 * so that whatever is received again is carried out once.
 */
import type { CallCommands, RunningCall } from '../adapters/call/telnyx-commands.ts'
import type { CallProgressWork } from '../contract/work.ts'
import type { CallClosing, LineHearing } from '../domain/call.ts'
import type { ContactHead } from '../domain/contact.ts'
import type { MessageRow } from '../domain/message.ts'
import { hasConsent, suppressionOf, type Records } from '../domain/reachable.ts'
import type { TenantControls } from '../domain/signal.ts'
import { NotYet } from '../runtime/errors.ts'
import { logger } from '../runtime/logger.ts'

export interface ProgressPorts {
  message(contactKey: string, messageId: string): Promise<MessageRow | null>
  /** Read consistently, after the head. */
  records(head: ContactHead): Promise<{ records: Records; controls: TenantControls }>
  /** Absent where the tenant's calls are not steered by us. */
  steered?: SteeredCalls
}

interface SteeredCalls {
  commands: CallCommands
  head(contactKey: string): Promise<ContactHead | null>
}

/** Answers in one word what came of it. */
export const callProgress = async (ports: ProgressPorts, work: CallProgressWork): Promise<string> => {
  const { steered } = ports
  if (!steered) {
    logger.error('a call of a provider that the tenant no longer uses', { provider: work.provider, messageId: work.of.messageId })
    return 'not_steered'
  }
  const { event } = work
  const { commands } = steered
  switch (event.type) {
    case 'answered':
      // Who picked up is being listened for.
      return 'call_answered'
    case 'detected':
      if (event.by !== 'machine') return speak(ports, steered, running(work, event.by))
      return commands.leavesVoicemail ? waitForTone(ports, steered, running(work, 'machine')) : hangUp(commands, running(work, 'machine'))
    case 'greeting_ended':
      return speak(ports, steered, running(work, 'machine'))
    case 'speak_ended':
      return hangUp(commands, running(work, work.heard))
    default:
      return event satisfies never
  }
}

const running = ({ of, callId }: CallProgressWork, heard: LineHearing | undefined): RunningCall => ({
  callId,
  state: { of, ...(heard === undefined ? {} : { heard }) },
})

const speak = async (ports: ProgressPorts, steered: SteeredCalls, call: RunningCall): Promise<string> => {
  const { commands } = steered
  const closing = await closedSince(ports, steered, call)
  if (closing !== null) return hangUpUnsaid(commands, call, closing)
  const text = await textOf(ports, steered, call.state.of)
  // Nobody is kept on a line on which nothing will be said.
  if (text === null) return hangUp(commands, call)
  return (await commands.speak(call, text)) === 'over' ? 'call_over' : 'spoken'
}

const waitForTone = async (ports: ProgressPorts, steered: SteeredCalls, call: RunningCall): Promise<string> => {
  const { commands } = steered
  const closing = await closedSince(ports, steered, call)
  if (closing !== null) return hangUpUnsaid(commands, call, closing)
  return (await commands.remember(call)) === 'over' ? 'call_over' : 'machine_heard'
}

/** What closed this call while it rang: the gates were passed before it was dialled. Null where it is open. */
const closedSince = async (ports: ProgressPorts, steered: SteeredCalls, { state }: RunningCall): Promise<CallClosing | null> => {
  const head = await steered.head(state.of.contactKey)
  if (!head) return 'contact_gone'
  const { records, controls } = await ports.records(head)
  const suppression = suppressionOf(head, records, 'call')
  if (suppression !== null) return suppression
  if (!hasConsent(head, 'call')) return 'no_consent'
  return controls.sending === 'stopped' ? 'sending_stopped' : null
}

/** The reason goes with the call: the report of its end brings it back onto the timeline. */
const hangUpUnsaid = async (commands: CallCommands, { callId, state }: RunningCall, unsaid: CallClosing): Promise<string> => {
  const ended = await hangUp(commands, { callId, state: { ...state, unsaid } })
  logger.info('a call was hung up before its text', { messageId: state.of.messageId, attempt: state.of.attemptId, unsaid, ended })
  return ended === 'call_over' ? ended : `closed_${unsaid}`
}

const hangUp = async (commands: CallCommands, call: RunningCall): Promise<string> =>
  (await commands.hangUp(call)) === 'over' ? 'call_over' : 'hung_up'

/** As it was claimed. Null where nothing is known of it: whoever dialled died before it was recorded. */
const textOf = async (
  ports: ProgressPorts,
  steered: SteeredCalls,
  { contactKey, messageId, attemptId }: CallProgressWork['of'],
): Promise<string | null> => {
  const row = await ports.message(contactKey, messageId)
  if (row?.attempts.some(({ id }) => id === attemptId)) return row.body?.trim() ? row.body : null
  const head = await steered.head(contactKey)
  if (head?.inFlight?.attemptId === attemptId) throw new NotYet(`message ${messageId} is being recorded at this moment`)
  logger.error('a call is answered whose text is not known', { messageId, attempt: attemptId })
  return null
}
