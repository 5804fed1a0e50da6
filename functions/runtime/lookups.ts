/** Each lookup of a number, with a tracing span around it. */
import { inSpan, type SpanTarget } from './span.ts'

interface Lookup<T> {
  name: string
  simulated: boolean
  typeOf(number: string): Promise<T>
}

/** The same lookup; null where there is none. No number is named in the span. */
export const traced = <T extends { kind: 'typed' | 'failed' }>(lookup: Lookup<T> | null, target?: SpanTarget): Lookup<T> | null =>
  lookup && {
    ...lookup,
    typeOf: (number) =>
      inSpan(
        `look up ${lookup.name}`,
        async () => {
          const value = await lookup.typeOf(number)
          return {
            value,
            annotations: { adapter: lookup.name, outcome: value.kind },
            fault: value.kind === 'failed' && !lookup.simulated,
          }
        },
        target,
      ),
  }
