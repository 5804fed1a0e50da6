/** The ledger, looked up by what it is about. */
import type { Ledger, ShownEnrollment, ShownMessage, Word } from '../ledger.ts'
import type { Request } from '../people/provider.ts'
import type { ContactPlan, SequencePlan, StepPlan } from '../script.ts'
import { tenant } from '../tenant.ts'

/** Milliseconds between the last look at what was said and the request's own start: two calls at their slowest. */
export const handMs = 3_000
/** What is told to others through a queue has arrived after this long, with every retry and redelivery (ms); an outage comes on top. */
const spreadMs = 12 * 3_600_000

export type Known<K extends Word['what']['kind']> = Word & { known: number; what: Extract<Word['what'], { kind: K }> }

export interface View {
  ledger: Ledger
  enrollment(id: string): ShownEnrollment | undefined
  contact(id: string): ContactPlan | undefined
  contactOf(request: Request): ContactPlan | undefined
  /** IANA: the contact's own, or what its phone number or the tenant says. */
  zoneOf(contact: ContactPlan): string
  planOf(sequenceId: string): SequencePlan | undefined
  stepOf(message: ShownMessage): StepPlan | undefined
  /** After so many milliseconds everybody has been told. */
  spreadMs: number
  message(id: string): ShownMessage | undefined
  requestsOf(messageId: string): Request[]
  messagesOf(enrollmentId: string): ShownMessage[]
  /** Words of a kind that the product took in. */
  known<K extends Word['what']['kind']>(kind: K): Known<K>[]
  /** All words of a kind, taken in or not. */
  words<K extends Word['what']['kind']>(kind: K): (Word & { what: Extract<Word['what'], { kind: K }> })[]
}

/** Area codes of the histories. */
const zonesOfNumbers: Record<string, string> = { '+1312': 'America/Chicago', '+1212': 'America/New_York' }

/** How often a word may have been taken: who gets no answer says it again, twenty seconds later. */
export const tries = ({ said, over = said }: Word): number => 1 + Math.floor((over - said) / 20_000)

/** Accepted, or nobody knows: what may exist at most once. */
export const counts = ({ fate }: Request): boolean => fate !== 'refused'

export const viewOf = (ledger: Ledger): View => {
  const enrollments = new Map(ledger.enrollments.map((enrollment) => [enrollment.id, enrollment]))
  const byId = new Map(ledger.messages.map((message) => [message.id, message]))
  const contacts = new Map(ledger.script.contacts.map((contact) => [contact.id, contact]))
  const requests = Map.groupBy(ledger.requests, ({ messageId }) => messageId)
  const messages = Map.groupBy(ledger.messages, ({ enrollmentId }) => enrollmentId)
  const words = Map.groupBy(ledger.words, ({ what }) => what.kind)
  type Of<K extends Word['what']['kind']> = Word & { what: Extract<Word['what'], { kind: K }> }
  const planOf = (sequenceId: string): SequencePlan | undefined => ledger.script.sequences[ledger.sequenceIds.indexOf(sequenceId)]
  const outages = ledger.script.events.flatMap((event) => (event.kind === 'outage' ? [event.hours] : []))
  // Grouped by their kind just above.
  const all = <K extends Word['what']['kind']>(kind: K): Of<K>[] => (words.get(kind) ?? []) as Of<K>[]
  return {
    ledger,
    enrollment: (id) => enrollments.get(id),
    contact: (id) => contacts.get(id),
    contactOf: ({ enrollmentId }) => contacts.get(enrollments.get(enrollmentId)?.contactId ?? ''),
    zoneOf: ({ zone, phone }) => zone ?? zonesOfNumbers[phone?.slice(0, 5) ?? ''] ?? tenant.timeZone,
    planOf,
    stepOf: ({ sequenceId, stepId }) => planOf(sequenceId)?.steps[Number(stepId.slice(1)) - 1],
    spreadMs: spreadMs + outages.reduce((sum, hours) => sum + hours * 3_600_000, 0),
    message: (id) => byId.get(id),
    requestsOf: (messageId) => requests.get(messageId) ?? [],
    messagesOf: (enrollmentId) => messages.get(enrollmentId) ?? [],
    words: all,
    known: <K extends Word['what']['kind']>(kind: K) => all(kind).filter((word): word is Known<K> & Of<K> => word.known !== null),
  }
}

export const iso = (moment: number): string => new Date(moment).toISOString()
