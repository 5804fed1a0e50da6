/** The waterfall: sources asked one after another until one knows an address that can be used. */
import { isSimulatorAddress, normaliseEmail } from './addresses.ts'
import type { AddressKind } from './channel.ts'
import { phoneZones } from './phone-zones.ts'

/** What one source answered. `later`: it was asked, and answers on its own. */
export type SourceAnswer =
  | { kind: 'found'; value: string; costCents: number }
  | { kind: 'nothing'; costCents: number }
  | { kind: 'later' }
  | { kind: 'failed'; detail: string }

export interface Source {
  name: string
  ask(): Promise<SourceAnswer>
}

/** What became of one source's answer. `unusable`: it knows an address that must not be used, with the reason. */
export type Tried = { source: string } & (SourceAnswer | { kind: 'unusable'; costCents: number; why: string })

export interface Waterfall<T> {
  found: { source: string; address: T; costCents: number } | null
  tried: Tried[]
  /** A source has still to answer. */
  waits: boolean
}

/** Asks in order; the first answer that `judge` accepts wins, and nobody is asked after it. `judge` answers why not, where it does not. */
export const waterfall = async <T>(
  sources: readonly Source[],
  judge: (value: string) => Promise<{ address: T } | { why: string }>,
): Promise<Waterfall<T>> => {
  const tried: Tried[] = []
  for (const source of sources) {
    const answer = await source.ask()
    if (answer.kind !== 'found') {
      tried.push({ source: source.name, ...answer })
      continue
    }
    const judged = await judge(answer.value)
    if ('why' in judged) {
      tried.push({ source: source.name, kind: 'unusable', costCents: answer.costCents, why: judged.why })
      continue
    }
    tried.push({ source: source.name, ...answer })
    return { found: { source: source.name, address: judged.address, costCents: answer.costCents }, tried, waits: false }
  }
  return { found: null, tried, waits: tried.some(({ kind }) => kind === 'later') }
}

/** An address as it is compared and sent to; null where its form is none. A number is in E.164, of a country and area that exist. */
export const wellFormed = (kind: AddressKind, value: string): string | null => {
  if (kind === 'email') return normaliseEmail(value)
  const number = value.replaceAll(/[\s().-]/g, '')
  return /^\+[1-9]\d{7,14}$/.test(number) && (phoneZones(number).length > 0 || isSimulatorAddress(number)) ? number : null
}

/** One source's answer as a sentence for the timeline. */
export const triedText = (wanted: AddressKind, tried: Tried): string => {
  const what = wanted === 'email' ? 'an email address' : 'a number'
  const cost = 'costCents' in tried && tried.costCents > 0 ? ` (cost ${(tried.costCents / 100).toFixed(2)})` : ''
  switch (tried.kind) {
    case 'found':
      return `${tried.source} knows ${what}${cost}`
    case 'nothing':
      return `${tried.source} knows no other ${wanted === 'email' ? 'email address' : 'number'}${cost}`
    case 'later':
      return `${tried.source} was asked for ${what}`
    case 'failed':
      return `${tried.source} could not be asked for ${what}: ${tried.detail}`
    case 'unusable':
      return `${tried.source} knows ${what} that is not used: ${tried.why}${cost}`
    default:
      return tried satisfies never
  }
}
