/**
 * The last executions of a Step Functions state machine. One operation of its JSON protocol is all that is used of the service, so the request
 * is written out here and signed by the SDK's own signer, instead of bundling a client with every operation.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
 */
import { SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod'

const listed = z.object({
  executions: z.array(
    z.object({
      executionArn: z.string(),
      name: z.string(),
      status: z.string(),
      /** Epoch seconds, with a fraction. */
      startDate: z.number(),
      stopDate: z.number().optional(),
    }),
  ),
})

const answerMilliseconds = 5_000

export interface MachineExecution {
  id: string
  name: string
  status: string
  startedAt: string
  stoppedAt?: string
}

/** Newest first. Throws where Step Functions does not answer with a list. */
export const openExecutions = (stateMachineArn: string): ((limit: number) => Promise<MachineExecution[]>) => {
  const [, partition, , region = ''] = stateMachineArn.split(':')
  // As every client of the SDK reads them: where the service is, if it is not at its own address.
  const elsewhere = process.env['AWS_ENDPOINT_URL_SFN'] ?? process.env['AWS_ENDPOINT_URL']
  const url = new URL(elsewhere ?? `https://states.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`)
  // Sends nothing itself: a client keeps the name of the service that it first signed for, so this one signs for Step Functions alone.
  const { config } = new SQSClient({})
  return async (limit) => {
    const body = JSON.stringify({ stateMachineArn, maxResults: limit })
    const signer = await config.signer({ name: 'sigv4', signingName: 'states', signingRegion: region, properties: {} })
    const { headers } = await signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port === '' ? {} : { port: Number(url.port) }),
      path: '/',
      headers: { host: url.host, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AWSStepFunctions.ListExecutions' },
      body,
    })
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(answerMilliseconds) })
    const text = await response.text()
    if (!response.ok) throw new Error(`ListExecutions answered ${response.status}: ${text.slice(0, 300)}`)
    return listed.parse(JSON.parse(text)).executions.map(({ executionArn, name, status, startDate, stopDate }) => ({
      id: executionArn,
      name,
      status,
      startedAt: new Date(startDate * 1000).toISOString(),
      ...(stopDate === undefined ? {} : { stoppedAt: new Date(stopDate * 1000).toISOString() }),
    }))
  }
}
