/**
 * AWS End User Messaging's API (`pinpoint-sms-voice-v2`, AWS JSON 1.0), held by a server on localhost: what SendTextMessage and CarrierLookup
 * take, with the limits of their reference.
 */
import * as z from 'zod'
import { openContractServer, type Answer, type ContractServer } from './contract-server.ts'

const sendText = z.strictObject({
  DestinationPhoneNumber: z
    .string()
    .min(1)
    .max(20)
    .regex(/^\+?[1-9][0-9]{1,18}$/),
  OriginationIdentity: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[A-Za-z0-9_:/+-]+$/)
    .optional(),
  MessageBody: z.string().min(1).max(1600).optional(),
  MessageType: z.enum(['TRANSACTIONAL', 'PROMOTIONAL']).optional(),
  Keyword: z.string().min(1).max(30).optional(),
  ConfigurationSetName: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[A-Za-z0-9_:/-]+$/)
    .optional(),
  MaxPrice: z
    .string()
    .min(2)
    .max(8)
    .regex(/^[0-9]{0,2}\.[0-9]{1,5}$/)
    .optional(),
  TimeToLive: z.int().min(5).max(259_200).optional(),
  Context: z
    .record(z.string().min(1).max(100).regex(/\S/), z.string().min(1).max(800).regex(/\S/))
    .refine((context) => Object.keys(context).length <= 5)
    .optional(),
  DryRun: z.boolean().optional(),
})
const lookup = z.strictObject({ PhoneNumber: z.string().min(1).max(64) })

/** An exception of the service. */
export const exception = (type: string, status: number, more: Record<string, unknown> = {}): Answer => ({
  status,
  headers: { 'x-amzn-errortype': type },
  body: { __type: type, Message: 'The reason in words', ...more },
})

export const openSmsVoice = (phoneNumberType = 'MOBILE'): Promise<ContractServer> =>
  openContractServer({
    check: ({ method, path, headers, body }) => {
      const isSigned = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/us-east-1\/sms-voice\/aws4_request, /.test(
        headers['authorization'] ?? '',
      )
      if (!isSigned) return exception('UnrecognizedClientException', 400)
      if (method !== 'POST' || path !== '/' || headers['content-type'] !== 'application/x-amz-json-1.0')
        return exception('UnknownOperationException', 404)
      const schema = operations[headers['x-amz-target'] ?? '']
      if (!schema) return exception('UnknownOperationException', 404)
      const parsed = schema.safeParse(JSON.parse(body))
      return parsed.success ? null : exception('ValidationException', 400, { Reason: 'FIELD_VALIDATION_FAILED', Fields: [] })
    },
    accept: ({ headers, body }) =>
      headers['x-amz-target'] === 'PinpointSMSVoiceV2.CarrierLookup'
        ? { status: 200, body: { E164PhoneNumber: lookup.parse(JSON.parse(body)).PhoneNumber, PhoneNumberType: phoneNumberType } }
        : { status: 200, body: { MessageId: '6f3b7a3e-1b1f-4f0a-9b53-0c5f1f1f1a11' } },
  })

const operations: Partial<Record<string, z.ZodType>> = {
  'PinpointSMSVoiceV2.SendTextMessage': sendText,
  'PinpointSMSVoiceV2.CarrierLookup': lookup,
}
