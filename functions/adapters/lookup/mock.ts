/** Without a provider nothing is known of a number, and nothing is kept of it, but for the simulator's own. */
import { simulatorNumbers } from '../../contract/simulator-numbers.ts'
import type { LineTypes, LookedUp } from './lookup.ts'

export const mockLookup: LineTypes = {
  name: 'mock-lookup',
  simulated: true,
  typeOf: (number) => Promise.resolve(known[number] ?? { kind: 'failed', reason: 'nobody looks numbers up' }),
}

const known: Partial<Record<string, LookedUp>> = {
  ...Object.fromEntries(Object.values(simulatorNumbers).map((number) => [number, { kind: 'typed', lineType: 'mobile' }])),
  [simulatorNumbers.landline]: { kind: 'typed', lineType: 'landline' },
  [simulatorNumbers.invalid]: { kind: 'typed', lineType: 'invalid' },
}
