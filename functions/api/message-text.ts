/** One message's text, written by hand in place of its step's template, and given back to it. */
import { notFound, refuse, type Outcome } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { MessageView } from '../contract/api/views.ts'
import type { ContactHead, Draft, LiveEnrollment, PlannedMessage } from '../domain/contact.ts'
import { handWritten } from '../domain/draft.ts'
import type { RefusalReason } from '../domain/effect.ts'
import { parseMessageId } from '../domain/ids.ts'
import { refusalText } from '../domain/reasons.ts'
import type { Signal } from '../domain/signal.ts'
import { decisionRefused } from './enrollments.ts'
import { messageOf, type MessageReadPorts } from './messages.ts'
import type { ApiPorts } from './ports.ts'

type Ports = MessageReadPorts & Pick<ApiPorts, 'settle' | 'now'>

export const editMessage =
  (ports: Ports): Verb<'editMessage'> =>
  async ({ params: { id }, body: { subject, body, revision }, caller }) => {
    const shown = await messageOf(ports, id)
    if (shown.kind !== 'answer') return shown
    const text = { subject: subject ?? shown.value.subject, body, by: caller.name }
    return decide(ports, shown.value, revision, ({ head, enrollment, item }, known) => ({
      kind: 'message_edited',
      enrollmentId: enrollment.id,
      step: item.step,
      by: caller.name,
      draft: handWritten({ head, enrollment, item, known, context: { rules: ports.settings } }, text, ports.now()),
    }))
  }

export const restoreMessage =
  (ports: Ports): Verb<'restoreMessage'> =>
  async ({ params: { id }, caller }) => {
    const shown = await messageOf(ports, id)
    if (shown.kind !== 'answer') return shown
    return decide(
      ports,
      shown.value,
      undefined,
      ({ enrollment, item }, draft) =>
        draft && { kind: 'message_restored', enrollmentId: enrollment.id, step: item.step, draft, by: caller.name },
    )
  }

interface Waiting {
  head: ContactHead
  enrollment: LiveEnrollment
  item: PlannedMessage
}

/** The signal on the message as it stands with each newer head; `given` is the revision that the person worked from. */
const decide = async (
  ports: Ports,
  { id, enrollmentId }: MessageView,
  given: number | undefined,
  signalOf: (waiting: Waiting, known: Draft | null) => Signal | null,
): Promise<Outcome<MessageView>> => {
  const found = await ports.enrollments.find(enrollmentId)
  if (!found) return notFound('message', id)
  const seen: { state: 'over' | 'stale' | 'untouched' | 'asked' } = { state: 'over' }
  const { decided } = await ports.settle(found.contactKey, async (head) => {
    const enrollment = head?.enrollments.find((one) => one.id === enrollmentId)
    const item = enrollment?.plan.find(({ n }) => n === parseMessageId(id)?.stepNumber)
    seen.state = 'over'
    if (!head || !enrollment || !item) return []
    const known = await ports.drafts.get(found.contactKey, id)
    const standing = item.edited ? (known?.revision ?? 0) : 0
    seen.state = 'stale'
    if (given !== undefined && given !== standing) return []
    const signal = signalOf({ head, enrollment, item }, known)
    seen.state = signal ? 'asked' : 'untouched'
    return signal ? [signal] : []
  })
  const now = await messageOf(ports, id)
  if (now.kind !== 'answer') return now
  switch (seen.state) {
    case 'over':
      return conflict('not_enrolled', 'Its enrollment has ended, so its message does not leave any more.')
    case 'untouched':
      return conflict('nothing_to_do', untouchedText)
    case 'stale':
      return refuse({
        kind: 'stale',
        reason: 'draft_changed',
        detail: 'Somebody else changed this text meanwhile. Look at what it says now, `current`, before you change it.',
        also: {
          currentRevision: now.value.edited?.revision ?? 0,
          ...(given === undefined ? {} : { givenRevision: given }),
          current: now.value,
        },
      })
    case 'asked': {
      const why = decided[0]?.decision
      return why?.kind === 'refused' ? (sentence(why.reason, id) ?? decisionRefused(decided) ?? now) : now
    }
    default:
      return seen.state satisfies never
  }
}

const untouchedText = 'Nobody has written its text: it is the template already.'

const conflict = (reason: RefusalReason, detail: string): Outcome<never> => refuse({ kind: 'conflict', reason, detail })

/** What to do instead, where this message has something of its own to say. */
const sentence = (reason: RefusalReason, id: string): Outcome<never> | null => {
  const text = sentences[reason]
  if (text !== undefined) return conflict(reason, text)
  return reason === 'has_draft' ? conflict(reason, `${refusalText(reason)} It is at /api/v1/drafts/${id}.`) : null
}

const sentences: Partial<Record<RefusalReason, string>> = {
  already_resolved: 'It has left already, or will not leave any more: its text cannot be changed.',
  nothing_to_do: untouchedText,
}
