/**
 * VAPI's POST /call as its reference describes it (docs.vapi.ai: Create call, Assistant overrides), held by a server on localhost. What it refuses
 * it answers with 400 and a list of sentences.
 */
import * as z from 'zod'
import { openContractServer, type Answer, type ContractServer } from './contract-server.ts'

export const vapiKey = 'vapi-key-0123'
export const vapiCallId = '0198f3c1-7a52-7000-8f5b-5f8b1d0c5c11'

const request = z.strictObject({
  name: z.string().max(40).optional(),
  assistantId: z.uuid(),
  phoneNumberId: z.uuid(),
  customer: z.strictObject({
    number: z.string().regex(/^\+[1-9]\d{6,14}$/, 'customer.number must be a valid phone number in the E.164 format'),
    name: z.string().max(40).optional(),
    externalId: z.string().max(40).optional(),
  }),
  assistantOverrides: z
    .strictObject({
      firstMessage: z.string().optional(),
      variableValues: z.record(z.string(), z.unknown()).optional(),
      metadata: z.record(z.string(), z.unknown()).optional(),
      model: z
        .strictObject({
          provider: z.enum(['openai', 'anthropic', 'google']),
          model: z.string().min(1),
          messages: z.array(z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })).optional(),
        })
        .optional(),
      server: z
        .strictObject({
          url: z.url(),
          headers: z.record(z.string(), z.string()).optional(),
          timeoutSeconds: z.number().min(1).max(300).optional(),
        })
        .optional(),
      serverMessages: z.array(z.enum(['end-of-call-report', 'status-update', 'transcript', 'hang', 'conversation-update'])).optional(),
      maxDurationSeconds: z.number().min(10).max(43_200).optional(),
    })
    .optional(),
})

export const vapiProblem = (status: number, message: string | string[], error = 'Bad Request'): Answer => ({
  status,
  body: { message, error, statusCode: status },
})

export const openVapi = (): Promise<ContractServer> =>
  openContractServer({
    check: ({ method, path, headers, body }) => {
      if (headers['authorization'] !== `Bearer ${vapiKey}`)
        return vapiProblem(401, 'Invalid Key. Hot tip, you may be using the private key.')
      if (method !== 'POST' || path !== '/call') return vapiProblem(404, `Cannot ${method} ${path}`, 'Not Found')
      const parsed = request.safeParse(JSON.parse(body))
      return parsed.success
        ? null
        : vapiProblem(
            400,
            parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`),
          )
    },
    accept: ({ body }) => {
      const { assistantId, phoneNumberId, customer, assistantOverrides } = request.parse(JSON.parse(body))
      return {
        status: 201,
        body: {
          id: vapiCallId,
          orgId: '8c0b2f0e-5f5e-4e0f-9a39-1f1f64a3f0aa',
          type: 'outboundPhoneCall',
          status: 'queued',
          createdAt: '2026-11-20T15:00:00.000Z',
          updatedAt: '2026-11-20T15:00:00.000Z',
          assistantId,
          phoneNumberId,
          customer,
          assistantOverrides,
        },
      }
    },
  })
