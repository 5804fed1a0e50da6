/**
 * Whose words leave: what a person wrote for one message, the whole of it and nothing else, until it is given back to its template; and of a
 * draft the text that was approved last, until it is written over. What was said at the same time may have come in either order.
 */
import type { Finding, Recipient, Word } from '../ledger.ts'
import type { Request } from '../people/provider.ts'
import { counts, handMs, iso, type View } from './view.ts'

export const inTheirWords = (view: View): Finding[] => [
  ...view.ledger.requests.flatMap((request) => [...otherWords(view, request), ...shownOtherwise(view, request)]),
  ...writtenInVain(view),
]

/** Who is told that their text was taken writes for a message that has not left. */
const writtenInVain = (view: View): Finding[] => {
  const again = new Set([...view.words('resend'), ...view.words('failed_delivery')].map(({ what }) => what.messageId))
  return view.known('write').flatMap(({ said, what: { messageId } }) => {
    const left = view.requestsOf(messageId).filter(counts)
    const isGone = hasLeft.has(view.message(messageId)?.status ?? '') && left.length > 0 && left.every(({ at }) => at < said - handMs)
    return isGone && !again.has(messageId)
      ? [{ rule: 'written_in_vain', detail: `message ${messageId} at ${iso(said)}, when it had left` }]
      : []
  })
}

/** What may leave: a text of a person's, the template's, or, of a draft that was written over, nothing. */
export type Spoken = { kind: 'person'; subject?: string; body: string; to: Recipient | null } | { kind: 'template' } | { kind: 'nothing' }

/** Every text by hand begins and ends so (people/writers.ts). */
const marks = /\bhand (\d+)/gi

export const marksIn = ({ subject = '', text }: Pick<Request, 'subject' | 'text'>): string[] => [
  ...new Set([...`${subject}\n${text}`.matchAll(marks)].map(([, edition = '']) => edition)),
]

const otherWords = (view: View, request: Request): Finding[] => {
  const possible = spokenAt(view, request)
  if (!possible || possible.some((spoken) => isSpokenBy(request, spoken))) return []
  const found = marksIn(request)
  const said = possible.map((spoken) => (spoken.kind === 'person' ? (spoken.body.split(':')[0] ?? '') : `the ${spoken.kind}`))
  const rule = found.length > 1 ? 'half_of_each' : possible.every(({ kind }) => kind === 'template') ? 'not_restored' : 'other_words'
  return [
    {
      rule,
      detail: `message ${request.messageId} at ${iso(request.at)} says ${found.join(' and ') || 'what its template says'}; it could say ${said.join(', or ')}`,
    },
  ]
}

const isSpokenBy = (request: Request, spoken: Spoken): boolean => {
  switch (spoken.kind) {
    case 'template':
      return marksIn(request).length === 0
    case 'nothing':
      return false
    case 'person': {
      const { subject, body, to } = spoken
      const isToThem = !to || (to.channel === request.channel && to.recipient === request.to)
      const isWhole = request.text.includes(body) && marksIn({ text: body }).length === marksIn(request).length
      return isToThem && isWhole && (subject === undefined || request.channel !== 'email' || request.subject === subject)
    }
    default:
      return spoken satisfies never
  }
}

type Kind = 'write' | 'restore' | 'approve' | 'rewrite'
type Saying = Word & { what: Extract<Word['what'], { kind: Kind }> }

/** What may leave at the time of a request; null where nobody ever spoke of its text. */
const spokenAt = (view: View, { messageId, at }: Request): Spoken[] | null => {
  const message = view.message(messageId)
  const isDraft = message !== undefined && view.stepOf(message)?.approval === 'draft'
  const kinds = isDraft ? (['approve', 'rewrite'] as const) : (['write', 'restore', 'approve', 'rewrite'] as const)
  const sayings = kinds.flatMap((kind): Saying[] => view.words(kind)).filter(({ what, said }) => what.messageId === messageId && said <= at)
  if (sayings.length === 0) return null
  const settled = sayings.filter(({ known }) => known !== null && known + handMs < at)
  const isOverruled = (over: number): boolean => settled.some(({ said }) => said > over + handMs)
  return [
    ...(isOverruled(-Infinity) ? [] : [isDraft ? ({ kind: 'nothing' } as const) : ({ kind: 'template' } as const)]),
    ...sayings.filter(({ over = Infinity }) => !isOverruled(over)).map(({ what }) => spokenOf(what)),
  ]
}

const spokenOf = (what: Saying['what']): Spoken => {
  switch (what.kind) {
    case 'write':
      return { kind: 'person', subject: what.subject, body: what.body, to: what.to }
    case 'approve':
      return { kind: 'person', body: what.body, to: { channel: what.channel, recipient: what.recipient } }
    case 'restore':
      return { kind: 'template' }
    case 'rewrite':
      return { kind: 'nothing' }
    default:
      return what satisfies never
  }
}

/** The API shows the words that left. */
const shownOtherwise = (view: View, request: Request): Finding[] => {
  const message = view.message(request.messageId)
  const last = view.requestsOf(request.messageId).at(-1)
  if (last !== request || !counts(request) || message?.body === undefined || !hasLeft.has(message.status) || message.status === 'unknown')
    return []
  return marksIn({ text: message.body }).join() === marksIn({ text: request.text }).join()
    ? []
    : [{ rule: 'shown_otherwise', detail: `message ${message.id} is shown with other words than left at ${iso(request.at)}` }]
}

const hasLeft: ReadonlySet<string> = new Set(['sent', 'delivered', 'bounced', 'unknown'])
