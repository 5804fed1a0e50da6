/**
 * Amazon Connect's StartOutboundVoiceContact and GetContactAttributes (REST-JSON, service `connect`), held by a server on localhost with the
 * limits of their reference.
 */
import * as z from 'zod'
import { openContractServer, type Answer, type ContractServer } from './contract-server.ts'
import { exception } from './sms-voice.ts'

export const instanceId = '1234abcd-12ab-34cd-56ef-1234567890ab'
export const contactId = '11111111-aaaa-bbbb-cccc-222222222222'

const attributes = z
  .record(
    z
      .string()
      .min(1)
      .max(32_767)
      .regex(/^[A-Za-z0-9_-]+$/),
    z.string().max(32_767),
  )
  .refine(
    (all) => Object.entries(all).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0) <= 32_768,
    'at most 32,768 bytes',
  )
const start = z
  .strictObject({
    InstanceId: z.string().min(1).max(100),
    ContactFlowId: z.string().min(1).max(500),
    DestinationPhoneNumber: z.string().regex(/^\+[1-9]\d{1,14}$/),
    ClientToken: z.string().max(500).optional(),
    SourcePhoneNumber: z.string().optional(),
    QueueId: z.string().max(100).optional(),
    Attributes: attributes.optional(),
    TrafficType: z.enum(['GENERAL', 'CAMPAIGN']).optional(),
    RingTimeoutInSeconds: z.int().min(15).max(60).optional(),
  })
  .refine(({ QueueId, SourcePhoneNumber }) => QueueId !== undefined || SourcePhoneNumber !== undefined, 'a queue or a source number')

const isSigned = (authorization = ''): boolean =>
  /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/us-east-1\/connect\/aws4_request, /.test(authorization)

/** `known`: the attributes of the one contact that there is. */
export const openConnectServer = (known: Record<string, string> = {}): Promise<ContractServer> =>
  openContractServer({
    check: ({ method, path, headers, body }): Answer | null => {
      if (!isSigned(headers['authorization'])) return exception('UnrecognizedClientException', 403)
      if (method === 'GET') {
        if (path === `/contact/attributes/${instanceId}/${contactId}`) return null
        return exception('ResourceNotFoundException', 404)
      }
      if (method !== 'PUT' || path !== '/contact/outbound-voice') return exception('UnknownOperationException', 404)
      return start.safeParse(JSON.parse(body)).success ? null : exception('InvalidParameterException', 400)
    },
    accept: ({ method }) =>
      method === 'GET' ? { status: 200, body: { Attributes: known } } : { status: 200, body: { ContactId: contactId } },
  })
