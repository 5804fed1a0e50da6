/** The shell with its ports connected: what every function that changes outreach holds. */
import type { OutgoingMessage } from '../domain/effect.ts'
import type { SendResult } from '../domain/signal.ts'
import { carryOut, type EffectPorts } from './effects.ts'
import { settle, type SettleOptions, type Settled, type ShellPorts, type SignalsFor } from './shell.ts'

export interface EnginePorts extends EffectPorts {
  heads: ShellPorts['heads']
  /** Absent where nothing is claimed. */
  send?: (message: OutgoingMessage) => Promise<SendResult>
  now?: () => number
  pause?: (milliseconds: number) => Promise<void>
}

export interface Engine {
  settle(contactKey: string, signalsFor: SignalsFor, options?: SettleOptions): Promise<Settled>
  now(): number
}

export const createEngine = (ports: EnginePorts): Engine => {
  const shell: ShellPorts = {
    heads: ports.heads,
    carryOut: (effects, contactKey) =>
      carryOut(ports, effects, contactKey, async (key, signal) => {
        await settle(shell, key, (head) => (head ? [signal] : []))
      }),
    send: ports.send ?? (() => Promise.reject(new Error('this function sends nothing'))),
    now: ports.now ?? (() => Date.now()),
    pause: ports.pause ?? ((milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))),
  }
  return { settle: (contactKey, signalsFor, options) => settle(shell, contactKey, signalsFor, options), now: () => shell.now() }
}
