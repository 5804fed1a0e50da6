/** Who says what kind of line a number is, before the first text goes to it. */
import type { LineLookup } from '../../contract/channels.ts'
import type { LineType } from '../../domain/contact.ts'
import type { ProviderSecrets } from '../provider-secrets.ts'
import { awsLookup } from './aws.ts'
import { mockLookup } from './mock.ts'
import { twilioLookup } from './twilio.ts'

/** `unknown`: the provider knows the number, and not its kind. `invalid`: there is no such number. `failed`: nobody knows, and it may be asked again. */
export type LookedUp = { kind: 'typed'; lineType: LineType | 'invalid' } | { kind: 'failed'; reason: string }

export interface LineTypes {
  name: string
  /** Nobody is asked. */
  simulated: boolean
  /** One request at most, for a number in E.164: never repeats it and never throws. */
  typeOf(number: string): Promise<LookedUp>
}

export interface LookupOptions {
  settings: LineLookup
  secrets: ProviderSecrets
}

/** The lookup that a tenant's settings name; null where none is wanted. */
export const lineLookup = ({ settings, secrets }: LookupOptions): LineTypes | null => {
  switch (settings.adapter) {
    case 'none':
      return null
    case 'mock':
      return mockLookup
    case 'aws':
      return awsLookup()
    case 'twilio':
      return twilioLookup({ settings, secrets })
    default:
      return settings satisfies never
  }
}
