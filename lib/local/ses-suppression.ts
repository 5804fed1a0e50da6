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
  const list = (call: AwsCall): AwsReply => {
    authorize(call.principal, 'ses:ListSuppressedDestinations', '*')
    const reasons = call.query.getAll('Reason')
    const entries = store.list<Suppressed>(bucket).map(({ value }) => value)
    return json({
      SuppressedDestinationSummaries: entries.filter(({ reason }) => reasons.length === 0 || reasons.includes(reason)).map(summary),
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

const summary = (entry: Suppressed) => ({ EmailAddress: entry.address, Reason: entry.reason, LastUpdateTime: entry.at / 1000 })
