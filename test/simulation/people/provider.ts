/**
 * The providers behind the channels, and their books: every request with its time and what came of it. SES stands behind the real client,
 * below its retries, Twilio behind the real adapter; a mock's text or call comes from its one call.
 */
import type { CallOptions, Invocation, World } from '../world.ts'

export type Fate =
  /** Taken, and said so. */
  | 'accepted'
  /** Taken or not, and nobody was told. */
  | 'unanswered'
  /** Not taken, and said so. */
  | 'refused'

export interface Request {
  /** Epoch ms at which the product began the request. */
  at: number
  channel: 'email' | 'sms' | 'call'
  to: string
  /** The tenant's number that texts. */
  from?: string
  messageId: string
  attemptId: string
  enrollmentId: string
  sequenceId: string
  providerId: string
  fate: Fate
  /** Whether it reached the person, whatever was answered. */
  taken: boolean
  refusal?: 'transient' | 'permanent' | 'account'
  /** Of a mail. */
  subject?: string
  text: string
  /** The tags of a mail, as every event of it repeats them. */
  tags: Record<string, string[]>
  /** The one-click address of a mail. */
  unsubscribeUrl?: string
  /** Where receipts of a text go. */
  callback?: string
  /** What a refusal says of the number. */
  says?: 'left' | 'gone' | 'landline'
}

export type Asked = Omit<Request, 'at' | 'fate' | 'taken' | 'providerId' | 'refusal' | 'says'>
/** What the provider does with one request, before anything about answers is known. */
export type Behaviour =
  | 'accepts'
  | 'throttles'
  | 'refuses'
  | 'stops'
  | 'unreachable'
  | 'fails_taken'
  | 'fails_untaken'
  | 'silent_taken'
  | 'silent_untaken'

export type Providers = ReturnType<typeof createProviders>

export const createProviders = (world: World, taken: (request: Request) => void) => {
  const requests: Request[] = []
  /** Times (epoch ms) until which a channel's account is refused. */
  const stoppedUntil = new Map<string, number>()

  /**
   * One request: noted as it begins, then answered, refused or left open. `answers` makes of each behaviour what the caller would see; `settled`
   * is what becomes of it whatever else is drawn.
   */
  const request = <T>(
    invocation: Invocation,
    asked: Asked,
    answers: (behaviour: Behaviour, request: Request) => T,
    settled?: Behaviour,
  ): Promise<T> => {
    const { random } = invocation
    const drawn = behaves(asked.channel, random.next(), random.next(), random.next())
    const behaviour = settled ?? drawn
    const one: Request = { ...asked, at: world.now(), providerId: world.unique(`p-${asked.attemptId}`), fate: 'unanswered', taken: false }
    requests.push(one)
    world.note(() => `→ ${asked.channel} to ${asked.to}, message ${asked.messageId}, attempt ${asked.attemptId}: ${behaviour}`)
    const options: CallOptions = {
      throttledAs: () => {
        Object.assign(one, { fate: 'refused', refusal: 'transient' })
        return Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', name: 'Error' })
      },
      // A lost answer at a provider is a behaviour of its own; the call underneath is repeated by nobody.
      readOnly: true,
    }
    return world.call(
      invocation,
      `${asked.channel} provider`,
      () => {
        Object.assign(one, outcomeOf(behaviour))
        const answer = answers(behaviour, one)
        if (one.taken) taken(one)
        return answer
      },
      options,
    )
  }

  const behaves = (channel: string, first: number, second: number, third: number): Behaviour => {
    const faults = world.faults()
    if ((stoppedUntil.get(channel) ?? 0) > world.now()) return 'stops'
    let draw = first
    const drawn = (chance: number): boolean => {
      const hit = draw < chance
      draw -= chance
      return hit
    }
    if (drawn(faults.provider_stops)) {
      stoppedUntil.set(channel, world.now() + third * 5_400_000)
      return 'stops'
    }
    if (drawn(faults.provider_throttles)) return second < 0.7 ? 'throttles' : 'unreachable'
    if (drawn(faults.provider_refuses)) return 'refuses'
    if (drawn(faults.provider_fails)) return second < 0.5 ? 'fails_taken' : 'fails_untaken'
    if (drawn(faults.provider_silent)) return second < 0.5 ? 'silent_taken' : 'silent_untaken'
    return 'accepts'
  }

  return { requests, request }
}

const outcomeOf = (behaviour: Behaviour): Pick<Request, 'fate' | 'taken' | 'refusal'> => {
  switch (behaviour) {
    case 'accepts':
      return { fate: 'accepted', taken: true }
    case 'throttles':
    case 'unreachable':
      return { fate: 'refused', taken: false, refusal: 'transient' }
    case 'refuses':
      return { fate: 'refused', taken: false, refusal: 'permanent' }
    case 'stops':
      return { fate: 'refused', taken: false, refusal: 'account' }
    case 'fails_taken':
    case 'silent_taken':
      return { fate: 'unanswered', taken: true }
    case 'fails_untaken':
    case 'silent_untaken':
      return { fate: 'unanswered', taken: false }
    default:
      return behaviour satisfies never
  }
}
