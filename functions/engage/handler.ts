/** The engage function: SES's events and what the API took in, connected to the table and to what follows from a decision. */
import { connectContacts } from '../adapters/call/connect-contacts.ts'
import { openDeadLetters } from '../adapters/dead-letters.ts'
import { openOutlets } from '../adapters/outlets.ts'
import { openQueue } from '../adapters/queue.ts'
import { openSecret } from '../adapters/secret.ts'
import type { HealWork } from '../contract/work.ts'
import { liftOptOut, loadAddresses, suppressAddress } from '../data/addresses.ts'
import { getControls } from '../data/controls.ts'
import { getReference } from '../data/enrollments.ts'
import { loadHead } from '../data/heads.ts'
import { createIdentity } from '../data/identity.ts'
import { putInteraction } from '../data/interactions.ts'
import { patchMessage, recentMessages } from '../data/messages.ts'
import { putNotification } from '../data/notifications.ts'
import { getVersion } from '../data/sequences.ts'
import { openStores } from '../data/stores.ts'
import { openTable } from '../data/table.ts'
import { createEngine } from '../runtime/engine.ts'
import { readEnvironment, rulesOf } from '../runtime/environment.ts'
import { createCounting } from '../runtime/metrics.ts'
import { queueHandler } from '../runtime/pipeline.ts'
import { openRules } from '../runtime/rules.ts'
import { engage } from './engage.ts'
import type { EngagePorts } from './ports.ts'
import { lineOf, readHappening } from './read-happening.ts'

const env = readEnvironment('engage')
const counting = createCounting(env.TENANT)
const table = openTable(env.TABLE_NAME)
const secret = openSecret(env.SECRET_ARN)
/** Rows of a contact that an answer is looked for in. */
const recentRows = 50

const outlets = openOutlets(env)

const { call } = env.SETTINGS.channels

const ports: EngagePorts = {
  engine: createEngine({
    ...openStores(table),
    ...outlets,
    healQueue: openQueue<HealWork>(env.HEAL_QUEUE_URL),
    count: counting.count,
  }),
  addressKey: async (kind, value) => createIdentity(await secret()).addressKey(kind, value),
  head: (contactKey) => loadHead(table, contactKey),
  ...(env.SETTINGS.events?.messages ? { publish: (event) => outlets.bus.publish([event]) } : {}),
  addresses: {
    get: async (key) => (await loadAddresses(table, [key]))[0] ?? null,
    suppress: (address, channels, suppression) => suppressAddress(table, address, channels, suppression),
    lift: (key, channels) => liftOptOut(table, key, channels, new Date().toISOString()),
  },
  messages: {
    patch: (message, patch) => patchMessage(table, message, patch),
    recent: (contactKey) => recentMessages(table, contactKey, recentRows),
  },
  version: (sequenceId, version) => getVersion(table, sequenceId, version),
  rules: rulesOf(env.SETTINGS),
  rulesInForce: openRules(env.SETTINGS, async () => (await getControls(table)).here),
  contactOfEnrollment: async (enrollmentId) => (await getReference(table, enrollmentId))?.contactKey ?? null,
  help: (asked) => outlets.dispatchQueue.send(asked),
  note: (interaction) => putInteraction(table, interaction),
  notify: (notification) => putNotification(table, notification),
  count: counting.count,
  ...(call.adapter === 'connect' ? { connectReference: connectContacts(call.instanceId) } : {}),
}

export const handler = queueHandler(counting, openDeadLetters(env.DEAD_LETTER_URL), {
  name: 'happenings',
  read: readHappening,
  serialBy: lineOf,
  open: () => null,
  work: (happening) => engage(ports, happening),
})
