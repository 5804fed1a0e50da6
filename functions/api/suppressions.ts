/** Closed addresses: listed, closed and opened by hand. */
import { answer, refuse, type Outcome } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { SuppressionView } from '../contract/api/suppressions.ts'
import { normaliseEmail, normalisePhone } from '../domain/addresses.ts'
import { consentChannels, type AddressKind } from '../domain/channel.ts'
import { channelsClosed } from '../domain/closing.ts'
import type { AddressRecord } from '../domain/contact.ts'
import { suppressionText } from '../domain/reasons.ts'
import { dayText } from '../domain/say-when.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import type { ApiPorts } from './ports.ts'

type Ports = Pick<ApiPorts, 'suppressions' | 'settings'>

/** Records that one request looks through before it answers with what it found and a cursor. */
const mostLookedAt = 1_000
const pageSize = 100

/** A page can hold fewer than asked for and still have a next one: most may be closed for another channel. */
export const listSuppressions =
  (ports: Ports): Verb<'listSuppressions'> =>
  async ({ query: { limit, cursor, channel, q } }) => {
    const start = afterOf(cursor)
    if (start === null) return badCursor()
    const wanted = (record: AddressRecord): boolean =>
      channel === undefined ? Object.keys(record.suppressed).length > 0 : record.suppressed[channel] !== undefined
    if (q !== undefined) {
      const record = await ports.suppressions.get(keyIn(ports, q))
      return answer({ items: await viewsOf(ports, record && wanted(record) ? [record] : []), nextCursor: null })
    }
    const found: AddressRecord[] = []
    let after = start
    for (let looked = 0; looked < mostLookedAt && found.length < limit; looked += pageSize) {
      const page = await ports.suppressions.list(Math.min(pageSize, limit - found.length), after)
      found.push(...page.records.filter(wanted))
      if (page.next === null) return answer({ items: await viewsOf(ports, found), nextCursor: null })
      after = page.next
    }
    return answer({ items: await viewsOf(ports, found), nextCursor: cursorOf(after ?? null) })
  }

/** The record is closed before this answers; whoever uses the address hears of it through the queue. */
export const suppress =
  (ports: Ports & Pick<ApiPorts, 'engageQueue' | 'now'>): Verb<'suppress'> =>
  async ({ body, caller }) => {
    const kind: AddressKind = body.email === undefined ? 'phone' : 'email'
    const value = kind === 'email' ? normaliseEmail(body.email) : normalisePhone(body.phone)
    if (value === null) return notAnAddress(kind)
    const learntAt = new Date(ports.now()).toISOString()
    const at = body.at === undefined ? learntAt : new Date(body.at).toISOString()
    if (at > learntAt) return inTheFuture()
    const address = { key: ports.suppressions.keyOf(kind, value), kind }
    const channels = body.channels ?? channelsClosed(kind, body.reason)
    const why = { reason: body.reason, at, learntAt, source: caller.name }
    const record = await ports.suppressions.close(address, channels, why)
    if (record.contacts.length > 0)
      await ports.engageQueue.send([{ kind: 'address_closed', address, channels, ...why, detail: body.note ?? 'closed by hand' }])
    const [view] = await viewsOf(ports, [record])
    return answer(view ?? (await viewOf(ports, record, null)))
  }

/** The contacts' heads are opened too, and each timeline says by whom and why. */
export const liftSuppression =
  (ports: Ports & Pick<ApiPorts, 'settle' | 'interactions' | 'now'>): Verb<'liftSuppression'> =>
  async ({ params: { key }, query: { channel, reason }, caller }) => {
    const channels = channel === undefined ? [...consentChannels] : [channel]
    const at = new Date(ports.now()).toISOString()
    const { record, lifted } = await ports.suppressions.lift(key, channels, at)
    if (!record) return unknownKey(key)
    const opened = consentChannels.filter((one) => lifted[one] !== undefined)
    // Again for one that was opened before: a crash may lie between the record and its contacts.
    await Promise.all(
      record.contacts.map(async (contactKey) => {
        const { decided } = await ports.settle(contactKey, (head) =>
          head ? [{ kind: 'suppression_lifted', addressKey: key, channels }] : [],
        )
        if (opened.length === 0 && !decided.some(({ decision }) => decision.kind === 'changed')) return
        await Promise.all(
          (opened.length === 0 ? channels : opened).map((one) =>
            ports.interactions.put({
              contactKey,
              at,
              channel: one,
              direction: 'system',
              kind: 'lifted',
              detail: `${reason} (${caller.name})`,
            }),
          ),
        )
      }),
    )
    const [plain = null] = await ports.suppressions.plain([record])
    return answer(await viewOf(ports, record, plain))
  }

/** A whole address or number, or the key itself. */
const keyIn = ({ suppressions }: Pick<ApiPorts, 'suppressions'>, q: string): string => {
  if (/^[0-9a-f]{24}$/.test(q)) return q
  const email = normaliseEmail(q)
  return email === null ? suppressions.keyOf('phone', normalisePhone(q) ?? q) : suppressions.keyOf('email', email)
}

export const viewsOf = async (ports: Ports, records: readonly AddressRecord[]): Promise<SuppressionView[]> => {
  const plain = await ports.suppressions.plain(records)
  return Promise.all(records.map((record, i) => viewOf(ports, record, plain[i] ?? null)))
}

const viewOf = async (
  { settings }: Pick<ApiPorts, 'settings'>,
  record: AddressRecord,
  address: string | null,
): Promise<SuppressionView> => ({
  key: record.key,
  kind: record.kind,
  address,
  contacts: record.contacts.length,
  channels: consentChannels.flatMap((channel) => {
    const entry = record.suppressed[channel]
    if (!entry) return []
    const said = `${suppressionText(entry.reason)} (${dayText(entry.at, settings.timeZone)}, by ${entry.source}).`
    return [{ channel, reason: entry.reason, at: entry.at, source: entry.source, text: said.charAt(0).toUpperCase() + said.slice(1) }]
  }),
})

const notAnAddress = (kind: AddressKind): Outcome<never> => {
  const field = kind === 'email' ? 'email' : 'phone'
  const message = kind === 'email' ? 'is no email address that could be mailed to' : 'is no possible number: write it with its country code'
  return refuse({
    kind: 'invalid',
    reason: `bad_${field}`,
    detail: 'The address cannot be read. Correct it.',
    errors: [{ field, message }],
  })
}

const inTheFuture = (): Outcome<never> =>
  refuse({
    kind: 'invalid',
    reason: 'at_in_the_future',
    detail: 'An address is closed at once, not at a later time. Leave `at` out.',
    errors: [{ field: 'at', message: 'lies in the future' }],
  })

const unknownKey = (key: string): Outcome<never> =>
  refuse({
    kind: 'not_found',
    reason: 'no_such_suppression',
    detail: `Nothing is known of the address "${key}". Look it up: GET /api/v1/suppressions?q= takes an address or a number.`,
  })
