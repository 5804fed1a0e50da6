/** Why a message was sent, or was not. */
import { answer, notFound } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import { messagesOf } from '../domain/messages-of.ts'
import { contextOf } from '../domain/timeline.ts'
import { parseMessageId } from '../domain/ids.ts'
import { whyOf } from '../domain/why.ts'
import { isToCome } from './message-view.ts'
import type { ApiPorts } from './ports.ts'
import { namesFor } from './timeline.ts'

type Ports = Pick<ApiPorts, 'drafts' | 'enrollments' | 'messages' | 'sequences' | 'settings'>

export const whyMessage =
  (ports: Ports): Verb<'whyMessage'> =>
  async ({ params: { id } }) => {
    const parsed = parseMessageId(id)
    const found = parsed ? await ports.enrollments.find(parsed.enrollmentId) : null
    const enrollment = found?.live ?? found?.finished
    if (!found || !enrollment) return notFound('message', id)
    const { contactKey, head, profile, live, finished } = found
    const rows = (await ports.messages.rows([{ contactKey, id }])).flatMap((row) => row ?? [])
    const owner = { key: contactKey, contactId: profile?.contactId ?? head?.contactId ?? '', addresses: head?.addresses ?? {} }
    const message = messagesOf(owner, enrollment, rows).find((one) => one.id === id)
    if (!message) return notFound('message', id)
    const names = await namesFor(ports, [{ head, profile, finished: live ? [] : finished ? [finished] : [], rows, interactions: [] }])
    const item = enrollment.plan.find(({ n }) => n === parsed?.stepNumber)
    const draft = item && (item.edited || item.approval !== undefined) ? await ports.drafts.get(contactKey, id) : null
    const written = item?.edited ? draft?.inPlace : undefined
    const { variant: left, ...rest } = message
    const variant = isToCome(message) ? item && names.variant(enrollment, item, draft) : left
    const why = whyOf(
      { ...rest, ...(variant ? { variant } : {}) },
      { ...contextOf(enrollment, head?.consent ?? {}, names), ...(written ? { written } : {}) },
    )
    return answer({ messageId: id, status: message.status, ...why })
  }
