/** The heal function: failures from its queue, connected to the table, to the sources of addresses and to what follows from a new plan. */
import { openDeadLetters } from '../adapters/dead-letters.ts'
import { askHttpSource, openSourceKeys } from '../adapters/enrichment/http.ts'
import { openOutlets } from '../adapters/outlets.ts'
import { openSecret } from '../adapters/secret.ts'
import type { HealWork } from '../contract/work.ts'
import { linkAddress, loadAddresses } from '../data/addresses.ts'
import { getControls } from '../data/controls.ts'
import { loadHead } from '../data/heads.ts'
import { createIdentity } from '../data/identity.ts'
import { putInteraction } from '../data/interactions.ts'
import { keepEnriched, loadProfiles } from '../data/profiles.ts'
import { readSendRecords } from '../data/send-records.ts'
import { getVersion } from '../data/sequences.ts'
import { openStores } from '../data/stores.ts'
import { openTable } from '../data/table.ts'
import { createEngine } from '../runtime/engine.ts'
import { readEnvironment } from '../runtime/environment.ts'
import { createCounting } from '../runtime/metrics.ts'
import { queueHandler } from '../runtime/pipeline.ts'
import { openRules, rulesInForce } from '../runtime/rules.ts'
import { contactEnriched } from './enrich.ts'
import { heal, type HealPorts } from './heal.ts'
import { readHealInput } from './read-work.ts'

const env = readEnvironment('heal')
const counting = createCounting(env.TENANT)
const table = openTable(env.TABLE_NAME)
const secret = openSecret(env.SECRET_ARN)
const outlets = openOutlets(env)
const sourceKey = openSourceKeys(env.ENRICHMENT_SECRETS)

const ports: HealPorts = {
  engine: createEngine({
    ...openStores(table),
    ...outlets,
    // What an answer leads to is healed here and now.
    healQueue: { send: async (work: HealWork[]) => void (await Promise.all(work.map((one) => heal(ports, one)))) },
    count: counting.count,
  }),
  records: async (head) => {
    const { profile, records, here } = await readSendRecords(table, head)
    return { profile, records, rules: rulesInForce(env.SETTINGS, here) }
  },
  version: (sequenceId, version) => getVersion(table, sequenceId, version),
  keys: async () => createIdentity(await secret()),
  address: async (key) => (await loadAddresses(table, [key]))[0] ?? null,
  link: (address, contactKey) => linkAddress(table, address, contactKey),
  head: (contactKey) => loadHead(table, contactKey),
  profile: async (contactKey) => (await loadProfiles(table, [contactKey]))[0] ?? null,
  keep: (contactKey, found) => keepEnriched(table, contactKey, found),
  sources: env.SETTINGS.enrichment?.sources ?? [],
  askHttp: (source, request) => askHttpSource(source, () => sourceKey(source.name), request),
  publish: (events) => outlets.bus.publish(events),
  note: (interaction) => putInteraction(table, interaction),
  rulesInForce: openRules(env.SETTINGS, async () => (await getControls(table)).here),
}

export const handler = queueHandler(counting, openDeadLetters(env.DEAD_LETTER_URL), {
  name: 'healed',
  read: readHealInput,
  serialBy: (work) => (work.kind === 'heal' ? work.contact : work.contactId),
  open: () => null,
  work: (work) => (work.kind === 'heal' ? heal(ports, work) : contactEnriched(ports, work)),
})
