/** One enrollment, and what a person does to it. */
import { answer, notFound, refuse, type Outcome } from '../contract/api/outcome.ts'
import type { EnrollmentAction } from '../contract/api/lifecycle.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { EnrollmentView } from '../contract/api/views.ts'
import type { AddressKind, ConsentChannel } from '../domain/channel.ts'
import type { Decision } from '../domain/effect.ts'
import { refusalText } from '../domain/reasons.ts'
import type { Signal } from '../domain/signal.ts'
import { enrollmentViewOf } from './enrollment-view.ts'
import type { ApiPorts, FoundEnrollment } from './ports.ts'

type ActPorts = Pick<ApiPorts, 'now' | 'enrollments' | 'settle' | 'addresses' | 'engageQueue'>

export const getEnrollment =
  ({ enrollments }: Pick<ApiPorts, 'enrollments'>): Verb<'getEnrollment'> =>
  async ({ params: { enrollmentId } }) => {
    const found = await enrollments.find(enrollmentId)
    const view = found ? enrollmentViewOf(found) : null
    return view ? answer(view) : notFound('enrollment', enrollmentId)
  }

export const actOnEnrollment =
  (ports: ActPorts): Verb<'actOnEnrollment'> =>
  async ({ params: { id, enrollmentId }, body, caller }) => {
    const found = await ports.enrollments.find(enrollmentId)
    return found?.sequenceId === id ? act(ports, found, body, caller.name) : notFound('enrollment', enrollmentId)
  }

export const actOnAnyEnrollment =
  (ports: ActPorts): Verb<'actOnAnyEnrollment'> =>
  async ({ params: { enrollmentId }, body, caller }) => {
    const found = await ports.enrollments.find(enrollmentId)
    return found ? act(ports, found, body, caller.name) : notFound('enrollment', enrollmentId)
  }

/** The refusal of the first signal that was refused, as the API says it; null where all went through or there was nothing left to do. */
export const decisionRefused = (decided: readonly { decision: Decision }[]): Outcome<never> | null => {
  const refused = decided.map(({ decision }) => decision).find((decision) => decision.kind === 'refused')
  if (refused?.kind !== 'refused') return null
  const detail = [refusalText(refused.reason), ...(refused.detail ? [`(${refused.detail})`] : [])].join(' ')
  if (refused.reason === 'until_passed')
    return refuse({ kind: 'invalid', reason: refused.reason, detail, errors: [{ field: 'until', message: refusalText(refused.reason) }] })
  return refuse({ kind: 'conflict', reason: refused.reason, detail })
}

const act = async (ports: ActPorts, found: FoundEnrollment, action: EnrollmentAction, by: string): Promise<Outcome<EnrollmentView>> => {
  if (action.action === 'unsubscribe') await closeAddresses(ports, found)
  const { decided } = await ports.settle(found.contactKey, () => [signalOf(found.id, action, by)])
  const refused = decisionRefused(decided)
  if (refused) return refused
  const now = await ports.enrollments.find(found.id)
  const view = now ? enrollmentViewOf(now) : null
  return view ? answer(view) : notFound('enrollment', found.id)
}

const signalOf = (
  enrollmentId: string,
  { action, reason: given, until, step, intent, goal, notes }: EnrollmentAction,
  by: string,
): Signal => {
  const reason = given ?? `by ${by}`
  const said = given === undefined ? { by } : { by, reason: given }
  const handOff = { ...(goal === undefined ? {} : { goal }), ...(notes === undefined ? {} : { notes }) }
  switch (action) {
    case 'pause':
      return { kind: 'pause', enrollmentId, reason, by, ...(until === undefined ? {} : { until: Math.floor(Date.parse(until) / 1000) }) }
    case 'resume':
      return { kind: 'resume', enrollmentId, ...said }
    case 'continue':
      return { kind: 'continue', enrollmentId, ...said, ...(intent === undefined ? {} : { intent }) }
    case 'exit':
      return { kind: 'exit', enrollmentId, exit: 'replied', reason, by, ...handOff }
    case 'take-over':
      return { kind: 'take_over', enrollmentId, by, reason: given ?? '' }
    case 'cancel':
      return { kind: 'cancel', enrollmentId, reason, by }
    case 'skip':
      return { kind: 'skip', enrollmentId, reason, by, ...(step === undefined ? {} : { step }) }
    case 'convert':
      return { kind: 'exit', enrollmentId, exit: 'converted', reason, by, ...handOff }
    case 'book':
      return { kind: 'exit', enrollmentId, exit: 'booked', reason, by, ...handOff }
    case 'reject':
      return { kind: 'exit', enrollmentId, exit: 'rejected', reason, by, ...handOff }
    case 'unsubscribe':
      return { kind: 'exit', enrollmentId, exit: 'unsubscribed', reason, by }
    default:
      return action satisfies never
  }
}

const channelsOf: Record<AddressKind, ConsentChannel[]> = { email: ['email'], phone: ['sms', 'call'] }

/** The addresses first, as for every opt-out: they hold for whoever else uses them, whom the queue then tells. */
const closeAddresses = async ({ addresses, engageQueue, now }: ActPorts, { head }: FoundEnrollment): Promise<void> => {
  const at = new Date(now()).toISOString()
  for (const kind of ['email', 'phone'] as const) {
    const address = head?.addresses[kind]
    if (!address) continue
    await addresses.suppress(address.key, kind, channelsOf[kind], at)
    await engageQueue.send(channelsOf[kind].map((channel) => ({ kind: 'one_click', addressKey: address.key, channel, at })))
  }
}
