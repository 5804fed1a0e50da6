/**
 * A row's longer texts as one compressed attribute: DynamoDB bills every write by the kilobyte of the whole item, and a message row is
 * written when it leaves and again at each of its events.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Item } from './items.ts'

/** Name of the attribute; its number names the dictionary. */
const packedAttribute = 'z1'

/**
 * What message rows say again and again, so that a short text compresses as well as a long one. Stored items need it to be read: it is
 * never changed, another one gets another number.
 */
const dictionary = Buffer.from(
  '"outcome":"refused_transient""outcome":"gated","detail":"enrollment_finished""plannedChannel":"unsubscribe""completedAt":"2026-' +
    '"reason":"touch_limit","saw":"2 of 2 on 2026-"no_consent unknown","+address working","-window outside_window America/New_York (tenant)"' +
    'Best regards,\\nThank you Hi there, I would like to follow up about your property https://www. Would you be open to a quick call this week?\\n\\n' +
    '{"subject":"","body":"Hi ","attempts":[{"id":"01","startedAt":"2026-11-20T15:00:00.000Z","completedAt":"2026-11-20T15:00:00.000Z",' +
    '"adapter":"ses","outcome":"accepted","providerId":"0100019","revision":1,"verdicts":["+sending on","+enrollment active","+revision 1",' +
    '"+sequence active","+condition none","+address working","+suppression none","+allow_list everyone","+consent given",' +
    '"+touch_limit 0 of 2 on 2026-11-","+window America/Chicago (contact)","+approval none asked","+merge_fields complete","+adapter ses"]}]}',
)

/** The item with these attributes packed, where that makes it smaller. */
export const pack = (item: Item, names: readonly string[]): Item => {
  const [packed, rest] = [{} as Item, {} as Item]
  for (const [name, value] of Object.entries(item)) (names.includes(name) ? packed : rest)[name] = value
  const plain = Buffer.from(JSON.stringify(packed))
  const small = deflateRawSync(plain, { dictionary, level: 9 })
  return small.length + packedAttribute.length < plain.length ? { ...rest, [packedAttribute]: small } : item
}

/** The item as it was before it was packed; one that never was, as it is. */
export const unpack = (item: Item): Item => {
  const { [packedAttribute]: packed, ...rest } = item
  if (!(packed instanceof Uint8Array)) return item
  // What was packed here is read by the row's own schema like every other attribute.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { ...rest, ...(JSON.parse(inflateRawSync(packed, { dictionary }).toString('utf8')) as Item) }
}
