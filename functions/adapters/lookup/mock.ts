/** Without a provider every number is a mobile, but for the simulator's landline; the mock for SMS refuses what is no number. */
import { simulatorNumbers } from '../../contract/simulator-numbers.ts'
import type { LineTypes } from './lookup.ts'

export const mockLookup: LineTypes = {
  name: 'mock-lookup',
  typeOf: (number) => Promise.resolve({ kind: 'typed', lineType: number === simulatorNumbers.landline ? 'landline' : 'mobile' }),
}
