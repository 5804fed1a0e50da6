/** How people find what they speak of, and say it: through the API, again while no answer comes. */
import type { ShownEnrollment, ShownMessage, Word } from '../ledger.ts'
import type { ActorPorts } from './actors.ts'
import type { Answer } from './http.ts'

/** Something said through the API, until it is answered; the word is in the ledger from the first try on. */
export const said = (
  ports: ActorPorts,
  what: Word['what'],
  call: Parameters<ActorPorts['http']['insist']>[0],
  then: (word: Word, answered: unknown) => void = () => undefined,
): void => {
  const word: Word = { said: ports.world.now(), known: null, what }
  ports.words.push(word)
  ports.http.insist(call, (answer: Answer) => {
    word.over = ports.world.now()
    if ('status' in what) what.status = answer?.status ?? null
    if (!answer || answer.status >= 300) return
    word.known = ports.world.now()
    then(word, answer.body)
  })
}

/** The enrollment of a contact in a sequence, as the API lists it: one that runs before one that is over. */
export const withEnrollment = (
  ports: ActorPorts,
  { contact, sequence }: { contact: number; sequence: number },
  found: (enrollment: ShownEnrollment) => void,
): void => {
  const id = ports.sequenceIds[sequence] ?? ''
  const contactId = ports.script.contacts[contact]?.id
  ports.http.call({ method: 'GET', path: `/api/v1/sequences/${id}/enrollments`, calm: true }, (answer) => {
    const { items = [] } = (answer?.body ?? {}) as { items?: ShownEnrollment[] }
    const mine = items.filter((enrollment) => enrollment.contactId === contactId)
    const enrollment = mine.find(({ status }) => status !== 'finished') ?? mine[0]
    if (enrollment) found(enrollment)
  })
}

/** The messages of that enrollment, in their order. */
export const withMessages = (
  ports: ActorPorts,
  event: { contact: number; sequence: number },
  found: (messages: ShownMessage[]) => void,
): void =>
  withEnrollment(ports, event, ({ id, sequenceId }) => {
    ports.http.call(
      { method: 'GET', path: `/api/v1/sequences/${sequenceId}/messages`, query: `enrollmentId=${id}`, calm: true },
      (answer) => found(((answer?.body ?? {}) as { items?: ShownMessage[] }).items ?? []),
    )
  })

/** The first of them that stands so, on one of these channels or on any. */
export const withMessage = (
  ports: ActorPorts,
  event: { contact: number; sequence: number },
  statuses: string[],
  channels: string[] | null,
  found: (message: ShownMessage) => void,
): void =>
  withMessages(ports, event, (messages) => {
    const message = messages.find(({ status, channel }) => statuses.includes(status) && (channels?.includes(channel) ?? true))
    if (message) found(message)
  })
