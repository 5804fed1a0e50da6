/** The one request of a claim under its sender's cap of the day: a place is taken first, and given back where the provider took nothing. */
import type { OutgoingMessage } from '../domain/effect.ts'
import { capOn, type Ramp, type SenderUse } from '../domain/ramp.ts'
import type { SendResult } from '../domain/signal.ts'
import { localDate } from '../domain/windows.ts'

export interface SenderPlaces {
  taken(address: string, day: string): Promise<number>
  /** False where all `cap` places are gone. */
  take(address: string, place: { day: string; cap: number; now: number }): Promise<boolean>
  giveBack(address: string, day: string): Promise<void>
}

export interface SenderRules {
  ramp?: Ramp | undefined
  /** IANA zone by which days are counted. */
  timeZone: string
  /** Who sends where an enrollment is bound to nobody. */
  fromAddress: string
}

export const createSenderPlaces = ({ ramp, timeZone, fromAddress }: SenderRules, places: SenderPlaces, now: () => number) => {
  const dayNow = (): string => localDate(Math.floor(now() / 1000), timeZone)
  return {
    /** What the sender has sent today; undefined where nobody is being warmed up. */
    use: async (sender: string | undefined): Promise<SenderUse | undefined> => {
      if (!ramp) return undefined
      const day = dayNow()
      return { day, taken: await places.taken(sender ?? fromAddress, day), cap: capOn(ramp, day) }
    },
    /** Sends under the cap. Over it nothing is requested: a refusal for now, and by its next try the message's gate finds the next day. */
    send: async (message: OutgoingMessage, send: (message: OutgoingMessage) => Promise<SendResult>): Promise<SendResult> => {
      if (!ramp || message.channel !== 'email') return send(message)
      const [address, day] = [message.from ?? fromAddress, dayNow()]
      if (!(await places.take(address, { day, cap: capOn(ramp, day), now: now() })))
        return {
          kind: 'refused',
          cls: 'transient',
          reason: `the mails of ${address} on ${day} are used up`,
          at: new Date(now()).toISOString(),
        }
      const result = await send(message)
      if (result.kind === 'refused') await places.giveBack(address, day)
      return result
    },
  }
}
