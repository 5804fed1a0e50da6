/** The account's suppression list: addresses that SES accepts mail for and then does not mail. */
import { AwsError, json, type AwsCall, type AwsReply, type ServiceContext } from './service.ts'

interface Suppressed {
  address: string
  reason: 'BOUNCE' | 'COMPLAINT'
  at: number
  messageId?: string
}

export interface Suppression {
  has(address: string): boolean
  add(entry: Omit<Suppressed, 'at'>): void
  handle(call: AwsCall): AwsReply
}

const bucket = 'ses.suppressed'

export const createSuppression = ({ store, clock, authorize }: ServiceContext): Suppression => {
  const add = (entry: Omit<Suppressed, 'at'>): void => store.put(bucket, entry.address.toLowerCase(), { ...entry, at: clock.now() })
  const find = (address: string): Suppressed => {
    const entry = store.get<Suppressed>(bucket, address.toLowerCase())
    if (!entry) throw new AwsError('NotFoundException', `Email address ${address} does not exist on your suppression list.`, 404)
    return entry
  }

  const put = (call: AwsCall): AwsReply => {
    authorize(call.principal, 'ses:PutSuppressedDestination', '*')
    const { EmailAddress: address, Reason: reason } = JSON.parse(call.body.toString('utf8')) as { EmailAddress?: string; Reason?: string }
    if (!address?.includes('@') || (reason !== 'BOUNCE' && reason !== 'COMPLAINT'))
      throw new AwsError('BadRequestException', 'EmailAddress and a Reason of BOUNCE or COMPLAINT are required')
    add({ address, reason })
    return json({})
  }
  /** Paged as SES pages; `NextToken` is where the next one begins. Times are epoch seconds. */
  const list = (call: AwsCall): AwsReply => {
    authorize(call.principal, 'ses:ListSuppressedDestinations', '*')
    const reasons = call.query.getAll('Reason')
    const from = secondsIn(call, 'StartDate') ?? -Infinity
    const to = secondsIn(call, 'EndDate') ?? Infinity
    const entries = store
      .list<Suppressed>(bucket)
      .map(({ value }) => value)
      .filter(({ reason, at }) => (reasons.length === 0 || reasons.includes(reason)) && at / 1000 >= from && at / 1000 <= to)
    const size = Number(call.query.get('PageSize') ?? mostOnAPage)
    if (!(size >= 1 && size <= mostOnAPage)) throw new AwsError('BadRequestException', `PageSize is 1 to ${mostOnAPage}`)
    const start = Number(call.query.get('NextToken') ?? 0)
    return json({
      SuppressedDestinationSummaries: entries.slice(start, start + size).map(summary),
      ...(entries.length > start + size ? { NextToken: String(start + size) } : {}),
    })
  }
  const one = (call: AwsCall, address: string): AwsReply => {
    if (call.method === 'DELETE') {
      authorize(call.principal, 'ses:DeleteSuppressedDestination', '*')
      store.remove(bucket, find(address).address.toLowerCase())
      return json({})
    }
    authorize(call.principal, 'ses:GetSuppressedDestination', '*')
    const entry = find(address)
    return json({
      SuppressedDestination: { ...summary(entry), ...(entry.messageId !== undefined && { Attributes: { MessageId: entry.messageId } }) },
    })
  }

  return {
    has: (address) => store.get(bucket, address.toLowerCase()) !== undefined,
    add,
    handle: (call) => {
      const address = call.path.slice('/v2/email/suppression/addresses'.length).replace(/^\//, '')
      if (address) return one(call, decodeURIComponent(address))
      return call.method === 'PUT' ? put(call) : list(call)
    },
  }
}

const mostOnAPage = 1_000

/** The SDK writes a time in a query as an ISO date. */
const secondsIn = (call: AwsCall, name: string): number | null => {
  const text = call.query.get(name)
  if (text === null) return null
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000
  if (Number.isNaN(seconds)) throw new AwsError('BadRequestException', `${name} is no time`)
  return seconds
}

const summary = (entry: Suppressed) => ({ EmailAddress: entry.address, Reason: entry.reason, LastUpdateTime: entry.at / 1000 })
