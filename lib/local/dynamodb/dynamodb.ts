/** DynamoDB and its streams: the server's own answers, after IAM has let the call through. */
import type { Meters } from '../meters.ts'
import { AwsError, type AwsCall, type AwsReply, type HostedService, type ServiceContext } from '../service.ts'
import { askForCapacity, countCapacity, withoutCapacity } from './capacity.ts'
import type { Dynoxide } from './dynoxide.ts'
import { neededFor, writes, type Input } from './grants.ts'
import { startExpiry, type Expiry } from './expiry.ts'
import { streamsTarget, target, type HostedTable } from './tables.ts'

export interface DynamoDb extends HostedService {
  tables: HostedTable[]
  /** Called after each write that went through, with the tables it wrote to. */
  onWrite(listener: (tables: string[]) => void): void
  expiry: Expiry
}

const serverPlace = /arn:aws:dynamodb:dynoxide:0{12}:/g

export const createDynamoDb = (context: ServiceContext, server: Dynoxide, tables: HostedTable[], meters: Meters): DynamoDb => {
  const { template, authorize } = context
  const listeners: ((tables: string[]) => void)[] = []
  const place = `arn:aws:dynamodb:${template.region}:${template.account}:`
  const arnOf = (table: string): string => (table.startsWith('arn:') ? table : table === '*' ? '*' : `${place}table/${table}`)
  const wrote = (names: string[]): void => {
    for (const listener of listeners) listener(names)
  }

  const streamsHere = (text: string): string =>
    tables.reduce(
      (result, { streamArn, serverStreamArn }) =>
        streamArn === null || serverStreamArn === null ? result : result.replaceAll(streamArn, serverStreamArn),
      text,
    )
  const asOurs = (body: Buffer): Buffer => {
    let text = body.toString('utf8')
    for (const { streamArn, serverStreamArn } of tables)
      if (streamArn !== null && serverStreamArn !== null)
        text = text.replaceAll(serverStreamArn, streamArn).replaceAll(labelOf(serverStreamArn), labelOf(streamArn))
    return Buffer.from(text.replaceAll(serverPlace, place).replaceAll('"awsRegion":"dynoxide"', `"awsRegion":"${template.region}"`))
  }

  const handle = async (call: AwsCall): Promise<AwsReply> => {
    const operation = call.operation ?? ''
    // Every DynamoDB request is a JSON object.
    const input = JSON.parse(call.body.toString('utf8') || '{}') as Input
    const streams = call.headers['x-amz-target']?.startsWith('DynamoDBStreams') ?? false
    const needed = neededFor(operation, input, arnOf)
    if (call.principal.kind !== 'root') {
      if (operation.startsWith('Execute')) throw new AwsError('AccessDeniedException', 'PartiQL is not hosted for roles', 403)
      for (const { action, resource } of needed) authorize(call.principal, action, resource)
    }
    if (streams) {
      const { status, headers, body } = await server.call(streamsTarget(operation), streamsHere(call.body.toString('utf8')))
      return { status, headers, body: asOurs(body) }
    }
    const { status, headers, body } = await server.call(target(operation), askForCapacity(operation, call.body))
    if (status === 200) {
      countCapacity(meters, call.principal.kind === 'role' ? call.principal.name : 'root', operation, body)
      if (writes.has(operation)) wrote([...new Set(needed.map(({ resource }) => resource.split('/').at(-1) ?? ''))])
    }
    const told = call.principal.kind === 'root' && input.ReturnConsumedCapacity === undefined ? withoutCapacity(body) : body
    return { status, headers, body: told.includes('dynoxide') ? asOurs(told) : told }
  }

  return {
    name: 'dynamodb',
    types: ['AWS::DynamoDB::Table'],
    tables,
    handle,
    onWrite: (listener) => void listeners.push(listener),
    expiry: startExpiry({ context, server, tables, wrote }),
  }
}

const labelOf = (streamArn: string): string => streamArn.slice(streamArn.indexOf('/stream/') + '/stream/'.length)
