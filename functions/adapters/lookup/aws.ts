/** Line types by AWS End User Messaging (`CarrierLookup`). */
import { CarrierLookupCommand, PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2'
import { awsFailureOf } from '../aws-failure.ts'
import type { LineTypes, LookedUp } from './lookup.ts'
import { lookupMilliseconds } from './time.ts'

export const awsLookup = (): LineTypes => {
  const client = new PinpointSMSVoiceV2Client({
    maxAttempts: 1,
    requestHandler: { requestTimeout: lookupMilliseconds, throwOnRequestTimeout: true, connectionTimeout: 2_000 },
  })
  return {
    name: 'aws-lookup',
    simulated: false,
    typeOf: async (number) => {
      try {
        const { PhoneNumberType } = await client.send(new CarrierLookupCommand({ PhoneNumber: number }))
        return typed(PhoneNumberType)
      } catch (error) {
        return { kind: 'failed', reason: awsFailureOf(error).text }
      }
    },
  }
}

const typed = (type: string | undefined): LookedUp => {
  switch (type) {
    case 'MOBILE':
      return { kind: 'typed', lineType: 'mobile' }
    case 'LANDLINE':
      return { kind: 'typed', lineType: 'landline' }
    case 'INVALID':
      return { kind: 'typed', lineType: 'invalid' }
    case 'OTHER':
      return { kind: 'typed', lineType: 'unknown' }
    case undefined:
    default:
      return { kind: 'failed', reason: `CarrierLookup answered with ${type ?? 'no type'}` }
  }
}
