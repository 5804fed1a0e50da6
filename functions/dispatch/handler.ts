/** The dispatch function: work from Scheduler, hand-overs and the sweep, connected to the table and to every channel's adapter. */
import { ulid } from 'ulid'
import { telnyxCommands } from '../adapters/call/telnyx-commands.ts'
import type { Later } from '../adapters/mock.ts'
import { openDeadLetters } from '../adapters/dead-letters.ts'
import { lineLookup } from '../adapters/lookup/lookup.ts'
import { openAdapters } from '../adapters/outgoing.ts'
import { openOutlets } from '../adapters/outlets.ts'
import { openProviderSecrets } from '../adapters/provider-secrets.ts'
import { openQueue } from '../adapters/queue.ts'
import { openSecret } from '../adapters/secret.ts'
import { dispatchWork, type HealWork, type MessageEventWork } from '../contract/work.ts'
import { loadAddresses } from '../data/addresses.ts'
import { getControls } from '../data/controls.ts'
import { listReferences } from '../data/enrollments.ts'
import { loadHead } from '../data/heads.ts'
import { claimHelp } from '../data/help.ts'
import { createIdentity } from '../data/identity.ts'
import { listInteractions, putInteraction } from '../data/interactions.ts'
import { listHeads } from '../data/contacts.ts'
import { getDraft } from '../data/drafts.ts'
import { getMessage, messagesOfEnrollment, recentMessages } from '../data/messages.ts'
import { readSendRecords } from '../data/send-records.ts'
import { giveSenderPlaceBack, senderTaken, takeSenderPlace } from '../data/senders.ts'
import { getSequence, getVersion } from '../data/sequences.ts'
import { openStores } from '../data/stores.ts'
import { openTable } from '../data/table.ts'
import { attempt } from '../runtime/attempts.ts'
import { traced } from '../runtime/lookups.ts'
import { createEngine } from '../runtime/engine.ts'
import { readEnvironment } from '../runtime/environment.ts'
import { InvalidInput } from '../runtime/errors.ts'
import { createCounting } from '../runtime/metrics.ts'
import { afterLastLook } from '../runtime/last-look.ts'
import { queueHandler } from '../runtime/pipeline.ts'
import { openRules, rulesInForce } from '../runtime/rules.ts'
import { createSenderPlaces } from '../runtime/sender-places.ts'
import { dispatch, type DispatchBatch, type DispatchPorts } from './dispatch.ts'
import { onceEach } from './once-each.ts'

const env = readEnvironment('dispatch')
const counting = createCounting(env.TENANT)
const table = openTable(env.TABLE_NAME)
const secret = openSecret(env.SECRET_ARN)

const unsubscribeUrl = async (subject: { addressKey: string; messageId: string }): Promise<string> =>
  `${env.PUBLIC_URL.replace(/\/$/, '')}/u/${createIdentity(await secret()).signUnsubscribe(subject)}`

const engageQueue = openQueue<MessageEventWork>(env.ENGAGE_QUEUE_URL)
const later: Later = (work, delaySeconds) => engageQueue.send([work], delaySeconds)

const providerSecrets = openProviderSecrets(env.PROVIDER_SECRETS)

const adapters = openAdapters({
  tenant: env.TENANT,
  settings: env.SETTINGS,
  configurationSet: env.CONFIGURATION_SET,
  publicUrl: env.PUBLIC_URL,
  secrets: providerSecrets,
  unsubscribeUrl,
  replyToken: async (messageId) => createIdentity(await secret()).signReply(messageId),
  later,
})

const outlets = openOutlets(env)
const senders = createSenderPlaces(
  env.SETTINGS,
  {
    taken: (address, day) => senderTaken(table, address, day),
    take: (address, place) => takeSenderPlace(table, address, place),
    giveBack: (address, day) => giveSenderPlaceBack(table, address, day),
  },
  () => Date.now(),
)

const lastLook = {
  address: async (key: string) => (await loadAddresses(table, [key]))[0] ?? null,
  now: () => Date.now(),
}

const calls = env.SETTINGS.channels.call
/** Rows and interactions that a call is told of, each: more lines than that are not said. */
const recentlySaid = 60
const said = async (contactKey: string) => {
  const [rows, interactions] = await Promise.all([
    recentMessages(table, contactKey, recentlySaid),
    listInteractions(table, contactKey, recentlySaid),
  ])
  return { rows, interactions }
}

const ports: DispatchPorts = {
  engine: createEngine({
    ...openStores(table),
    ...outlets,
    healQueue: openQueue<HealWork>(env.HEAL_QUEUE_URL),
    count: counting.count,
    send: (message) =>
      senders.send(message, (one) =>
        afterLastLook(lastLook, one, (open) => attempt(adapters[open.channel], open, { count: counting.count, now: () => Date.now() })),
      ),
  }),
  records: async (head, messageId) => {
    const { here, ...records } = await readSendRecords(table, head, messageId)
    return { ...records, rules: rulesInForce(env.SETTINGS, here) }
  },
  message: (contactKey, messageId) => getMessage(table, { contactKey, messageId }),
  messagesOf: (contactKey, enrollmentId) => messagesOfEnrollment(table, contactKey, enrollmentId),
  draft: (contactKey, messageId) => getDraft(table, contactKey, messageId),
  enrollmentsOf: (sequenceId, page) => listReferences(table, sequenceId, page),
  controls: async () => (await getControls(table)).controls,
  contacts: ({ limit, after }) => listHeads(table, limit, after),
  dispatchQueue: outlets.dispatchQueue,
  version: (sequenceId, version) => getVersion(table, sequenceId, version),
  unsubscribeUrl,
  adapters,
  ...(adapters.call.takesHistory ? { said } : {}),
  ...(calls.adapter === 'telnyx'
    ? { steered: { commands: telnyxCommands(calls, providerSecrets), head: (contactKey) => loadHead(table, contactKey) } }
    : {}),
  answering: {
    head: (contactKey) => loadHead(table, contactKey),
    claim: (contactKey, day) => claimHelp(table, contactKey, day),
    send: (message) => attempt(adapters.sms, message, { count: counting.count, now: () => Date.now() }),
    note: (interaction) => putInteraction(table, interaction),
    contact: env.SETTINGS.fromAddress,
  },
  lineTypes: traced(lineLookup({ settings: env.SETTINGS.channels.lookup, secrets: providerSecrets })),
  senderUse: senders.use,
  rulesInForce: openRules(env.SETTINGS, async () => (await getControls(table)).here),
  newAttemptId: () => ulid(),
}

export const handler = queueHandler(counting, openDeadLetters(env.DEAD_LETTER_URL), {
  name: 'dispatched',
  read: (body) => {
    const work = dispatchWork.safeParse(body)
    if (work.success) return work.data
    throw new InvalidInput('no_dispatch_work', work.error.message)
  },
  serialBy: (work) =>
    'of' in work ? work.of.contactKey : 'contact' in work ? work.contact : 'sequence' in work ? work.sequence : work.kind,
  open: (): DispatchBatch => ({
    // A sequence that is gone sends nothing more.
    sequence: onceEach(async (id) => {
      const found = await getSequence(table, id, true)
      return { status: found?.status ?? 'archived', owner: found?.owner ?? '' }
    }),
  }),
  work: (work, batch) => dispatch(ports, batch, work),
})
