/** Line types by Twilio Lookup v2 (`Fields=line_type_intelligence`). */
import * as z from 'zod'
import type { LineLookup } from '../../contract/channels.ts'
import type { LineType } from '../../domain/contact.ts'
import { requestOnce } from '../http.ts'
import { secretOf } from '../provider-adapter.ts'
import type { ProviderSecrets } from '../provider-secrets.ts'
import { basicAuth } from '../sms/basic-auth.ts'
import { judgeTwilio } from '../sms/twilio-errors.ts'
import type { LineTypes, LookedUp } from './lookup.ts'
import { lookupMilliseconds } from './time.ts'

export interface TwilioLookupOptions {
  settings: Extract<LineLookup, { adapter: 'twilio' }>
  secrets: ProviderSecrets
}

const found = z.object({
  valid: z.boolean(),
  line_type_intelligence: z.object({ type: z.string().nullish(), error_code: z.number().nullish() }).nullish(),
})

export const twilioLookup = ({ settings, secrets }: TwilioLookupOptions): LineTypes => ({
  name: 'twilio-lookup',
  simulated: false,
  typeOf: async (number) => {
    const secret = await secretOf('twilio', secrets)
    if ('refused' in secret) return { kind: 'failed', reason: secret.refused.reason }
    const outcome = await requestOnce(
      {
        method: 'GET',
        url: `${settings.endpoint ?? 'https://lookups.twilio.com'}/v2/PhoneNumbers/${encodeURIComponent(number)}?Fields=line_type_intelligence`,
        headers: { authorization: basicAuth(settings.accountSid, secret.read.authToken), accept: 'application/json' },
        timeoutMilliseconds: lookupMilliseconds,
      },
      { provider: 'Twilio Lookup', accepted: (body) => found.safeParse(body).data ?? null, refused: judgeTwilio },
    )
    return outcome.kind === 'accepted' ? typed(outcome.answer) : { kind: 'failed', reason: outcome.reason }
  },
})

const typed = ({ valid, line_type_intelligence: line }: z.infer<typeof found>): LookedUp => {
  if (!valid) return { kind: 'typed', lineType: 'invalid' }
  // 60601: numbers of Canada need an approval of their own.
  if (!line || typeof line.error_code === 'number')
    return { kind: 'failed', reason: `Twilio Lookup ${line?.error_code ?? 'says nothing of the line'}` }
  return { kind: 'typed', lineType: lineTypeOf(line.type ?? 'unknown') }
}

/** What is neither a mobile, a landline nor voice over IP (toll-free, premium, pager …) may still take a text. */
const lineTypeOf = (type: string): LineType => {
  switch (type) {
    case 'mobile':
    case 'landline':
      return type
    case 'fixedVoip':
    case 'nonFixedVoip':
      return 'voip'
    default:
      return 'unknown'
  }
}
