/** The one function behind the HTTP API. */
import { createHash, randomBytes } from 'node:crypto'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { ulid } from 'ulid'
import { openDeadLetterQueue } from '../adapters/dead-letter-queue.ts'
import { openDns } from '../adapters/dns.ts'
import { openSesIdentity } from '../adapters/email/ses-identity.ts'
import { openExecutions } from '../adapters/executions.ts'
import { openFunction } from '../adapters/invoke.ts'
import { openOutlets } from '../adapters/outlets.ts'
import { openQueue } from '../adapters/queue.ts'
import { openQueueDepth } from '../adapters/queue-depth.ts'
import { openScheduleCount } from '../adapters/schedule-count.ts'
import { openSecret } from '../adapters/secret.ts'
import { namedAdapters } from '../contract/channels.ts'
import type { WorkQueueName } from '../contract/dead-letters.ts'
import type { EraseMailsWork } from '../contract/stored-mail.ts'
import { sweepReport, type SweepRequest } from '../contract/sweep.ts'
import type { BackfillWork, EngageWork, EnrollRowsWork } from '../contract/work.ts'
import type { DeliverWork } from '../contract/webhooks.ts'
import { addDelivery, beginAgain, listDeliveries } from '../data/deliveries.ts'
import { getWebhook, listWebhooks, putWebhook, removeWebhook } from '../data/webhooks.ts'
import { recordsOf } from '../data/address-use.ts'
import { liftSuppression, loadAddresses, suppressAddress } from '../data/addresses.ts'
import { knownAttributes } from '../data/attributes.ts'
import { listContacts, searchContacts } from '../data/contacts.ts'
import { changeControls, getControls } from '../data/controls.ts'
import { changeCrmMapping, getCrmMapping, listCrmMappings } from '../data/crm-mappings.ts'
import { readHours, readManyTotals } from '../data/counters.ts'
import { getDraft, getDrafts, listDrafts } from '../data/drafts.ts'
import { listFinished, putReference } from '../data/enrollments.ts'
import { clearContact, unlinkContact } from '../data/erasure.ts'
import { decideGate, getGate, listGates } from '../data/gates.ts'
import { readContactParts } from '../data/contact-parts.ts'
import { loadHead, loadHeads } from '../data/heads.ts'
import { createIdentity, type Identity } from '../data/identity.ts'
import { openOnce } from '../data/idempotency.ts'
import { getJob, listChunks, listJobs, markUndone, putChunk, putJob } from '../data/jobs.ts'
import { getLead, getLeads, listStage } from '../data/leads.ts'
import { enrollmentsOf, findEnrollment, listEnrollments, listOpenTasks, listUnknownMessages } from '../data/listings.ts'
import { getMessage, getMessages, patchMessage } from '../data/messages.ts'
import { listInbox, markInbox } from '../data/inbox.ts'
import { listLog, listLogWaiting } from '../data/log.ts'
import { countWaiting } from '../data/counts.ts'
import { listNextHeads } from '../data/due.ts'
import { countUnread, listNotifications, markNotification, notificationsOf } from '../data/notifications.ts'
import { getShelf, putShelf } from '../data/saved-views.ts'
import { readPerson } from '../data/person.ts'
import { loadProfiles } from '../data/profiles.ts'
import { getRollup } from '../data/rollups.ts'
import { getSequence, getSequenceBySlug, getVersion, listRoutes, listSequences, publish, putSequence } from '../data/sequences.ts'
import { contactsEverIn, contactsOfLeads } from '../data/stage-count.ts'
import { getSequenceTemplate, listSequenceTemplates, putSequenceTemplate, removeSequenceTemplate } from '../data/sequence-templates.ts'
import { getStepTemplate, listStepTemplates, putStepTemplate, removeStepTemplate } from '../data/step-templates.ts'
import { listClosed, plainAddresses } from '../data/suppressions.ts'
import { openStores } from '../data/stores.ts'
import { openTable } from '../data/table.ts'
import { listVersions } from '../data/versions.ts'
import { createEngine } from '../runtime/engine.ts'
import { readEnvironment, rulesOf } from '../runtime/environment.ts'
import { doneAnswer, type HttpAnswer } from '../runtime/http/problem.ts'
import { createRouter } from '../runtime/http/router.ts'
import { errorDetail, logger } from '../runtime/logger.ts'
import { createCounting } from '../runtime/metrics.ts'
import { pipeline } from '../runtime/pipeline.ts'
import type { ApiPorts } from './ports.ts'
import { createVerbs } from './verbs.ts'

const env = readEnvironment('api')
const table = openTable(env.TABLE_NAME)
const counting = createCounting(env.TENANT)
const secret = openSecret(env.SECRET_ARN)
const stores = openStores(table)
const outlets = openOutlets(env)
const engine = createEngine({ ...stores, ...outlets, count: counting.count })
const jobQueue = openQueue<EnrollRowsWork | BackfillWork>(env.ENROLL_QUEUE_URL)
const receiveQueue = openQueue<EraseMailsWork>(env.RECEIVE_QUEUE_URL)
const sweep = openFunction(env.SWEEP_FUNCTION)
/** URLs of each work queue and its dead letters; empty where the tenant has none. */
const queues: Record<WorkQueueName, { source: string; dead: string }> = {
  enroll: { source: env.ENROLL_QUEUE_URL, dead: env.ENROLL_DEAD_URL },
  dispatch: { source: env.DISPATCH_QUEUE_URL, dead: env.DISPATCH_DEAD_URL },
  engage: { source: env.ENGAGE_QUEUE_URL, dead: env.ENGAGE_DEAD_URL },
  heal: { source: env.HEAL_QUEUE_URL, dead: env.HEAL_DEAD_URL },
  crm: { source: env.CRM_QUEUE_URL, dead: env.CRM_DEAD_URL },
  deliver: { source: env.DELIVER_QUEUE_URL, dead: env.DELIVER_DEAD_URL },
  receive: { source: env.RECEIVE_QUEUE_URL, dead: env.RECEIVE_DEAD_URL },
}
/** What was refused has changed nothing: it may be asked again under its key. */
const once = openOnce<{ statusCode: number; headers: Record<string, string>; body: string }>(table, {
  keep: ({ statusCode }) => statusCode < 400,
  inShort: doneAnswer,
  unkept: (error) => logger.error('answer not kept under its Idempotency-Key', { error: errorDetail(error) }),
})

const portsFor = (identity: Identity): ApiPorts => ({
  now: () => Date.now(),
  newId: () => ulid(),
  entropy: () => BigInt(`0x${randomBytes(10).toString('hex')}`),
  sequences: {
    get: (id) => getSequence(table, id, true),
    bySlug: (slug) => getSequenceBySlug(table, slug),
    routes: (wanted) => listRoutes(table, wanted),
    list: (page) => listSequences(table, page),
    put: (sequence) => putSequence(table, sequence),
    publish: (sequence, version) => publish(table, sequence, version),
    version: (id, version) => getVersion(table, id, version),
    versions: (id, limit, before) => listVersions(table, id, limit, before),
  },
  counters: { totals: (ids) => readManyTotals(table, ids), rollup: (id) => getRollup(table, id) },
  enrollments: {
    list: (sequenceId, page) => listEnrollments(table, sequenceId, page),
    ofContacts: (profiles, which) => enrollmentsOf(table, profiles, which),
    find: (id) => findEnrollment(table, id),
    lastFinished: async (contactKey, sequenceId) => {
      const finished = (await listFinished(table, contactKey)).filter((enrollment) => enrollment.sequenceId === sequenceId)
      return finished.reduce<string | null>((last, { finishedAt }) => (last === null || finishedAt > last ? finishedAt : last), null)
    },
    refer: (reference) => putReference(table, reference),
  },
  messages: {
    rows: (wanted) =>
      getMessages(
        table,
        wanted.map(({ contactKey, id }) => ({ contactKey, messageId: id })),
      ),
    openTasks: (limit, page) => listOpenTasks(table, limit, page),
    unknown: (limit, after) => listUnknownMessages(table, limit, after),
    markArrived: (contactKey, messageId, { attemptId, sentAt, settled }) =>
      patchMessage(table, { contactKey, messageId, attemptId }, { status: { to: 'sent', from: ['unknown'] }, sentAt, settled }),
    closeTask: async (contactKey, messageId, { state, outcome, at }) => {
      const address = { contactKey, messageId }
      await patchMessage(
        table,
        { ...address, attemptId: null },
        { first: { outcome, outcomeAt: at }, task: { state, outcome, doneAt: at } },
      )
      return getMessage(table, address)
    },
  },
  gates: {
    get: (id) => getGate(table, id),
    list: (which, limit, after) => listGates(table, which, limit, after),
    decide: (gate) => decideGate(table, gate),
  },
  sequenceTemplates: {
    get: (id) => getSequenceTemplate(table, id),
    list: (limit, after) => listSequenceTemplates(table, limit, after),
    put: (template) => putSequenceTemplate(table, template),
    remove: (id) => removeSequenceTemplate(table, id),
  },
  stepTemplates: {
    get: (id) => getStepTemplate(table, id),
    list: (limit, after) => listStepTemplates(table, limit, after),
    put: (template) => putStepTemplate(table, template),
    remove: (id) => removeStepTemplate(table, id),
  },
  contacts: {
    keyOf: (contactId) => identity.contactKey(contactId),
    profiles: (keys) => loadProfiles(table, keys),
    list: (limit, after) => listContacts(table, limit, after),
    search: (q, page) => searchContacts(table, q, page),
    records: async (head) => {
      const { email, phone } = head?.addresses ?? {}
      const known = [email, phone].flatMap((address) => (address ? [address.key] : []))
      const records = (known.length > 0 ? await loadAddresses(table, known) : []).flatMap((record) => record ?? [])
      return Object.fromEntries(records.map((record) => [record.kind, record]))
    },
    ofLead: async (leadId) => ((await getLead(table, leadId))?.contacts ?? []).map(({ key }) => key),
    primaryOf: async (leadId) => (await getLead(table, leadId))?.contacts[0]?.key ?? null,
    knownAttributes: () => knownAttributes(table),
  },
  person: {
    read: (contactKey, page) => readPerson(table, contactKey, page),
    notifications: (contactKey) => notificationsOf(table, contactKey),
  },
  erasure: {
    unlink: (contactKey, traces) => unlinkContact(table, contactKey, traces),
    clear: (contactKey) =>
      clearContact(table, contactKey, {
        addressKey: (kind, value) => identity.addressKey(kind, value),
        forgetMails: (keys) => receiveQueue.send([{ kind: 'erase_mails', keys: [...keys] }]),
      }),
  },
  suppressions: {
    keyOf: (kind, value) => identity.addressKey(kind, value),
    list: (limit, after) => listClosed(table, limit, after),
    get: async (key) => (await loadAddresses(table, [key]))[0] ?? null,
    close: (address, channels, why) => suppressAddress(table, address, channels, why),
    lift: (key, channels, at) => liftSuppression(table, key, channels, at),
    plain: (records) => plainAddresses(table, records),
  },
  addresses: {
    records: (keys) => loadAddresses(table, keys),
    suppress: (key, kind, channels, at) =>
      suppressAddress(table, { key, kind }, channels, { reason: 'unsubscribed', at, source: 'unsubscribe' }),
  },
  jobs: {
    put: (job) => putJob(table, job),
    store: (chunk, createdAt) => putChunk(table, chunk, createdAt),
    get: (id) => getJob(table, id),
    markUndone: (id, by) => markUndone(table, id, by),
    list: (limit, after) => listJobs(table, limit, after),
    chunks: (jobId, from, limit) => listChunks(table, jobId, from, limit),
    send: (work) => jobQueue.send(work),
  },
  people: {
    lead: (leadId) => getLead(table, leadId),
    leads: (leadIds) => getLeads(table, leadIds),
    parts: (contactKey) => readContactParts(table, contactKey),
    head: (contactKey) => loadHead(table, contactKey),
    heads: (contactKeys) => loadHeads(table, contactKeys),
    records: (head) => recordsOf(table, head),
  },
  stages: {
    idsIn: (stage, limit, after) => listStage(table, stage, limit, after),
    contactsOf: (leadIds) => contactsOfLeads(table, leadIds),
    everIn: (sequenceId, limit) => contactsEverIn(table, sequenceId, limit),
  },
  drafts: {
    get: (contactKey, messageId) => getDraft(table, contactKey, messageId),
    of: (contactKey, messageIds) => getDrafts(table, contactKey, messageIds),
    list: async (which, limit, after) => {
      const { items, next } = await listDrafts(table, which, limit, after)
      const heads = await loadHeads(
        table,
        items.map(({ contactKey }) => contactKey),
      )
      return { items: items.map((draft, i) => ({ draft, head: heads[i] ?? null })), next }
    },
  },
  settle: (contactKey, signalsFor, ahead) => engine.settle(contactKey, signalsFor, ahead ? { ahead } : {}),
  interactions: stores.interactions,
  dispatchQueue: outlets.dispatchQueue,
  controls: { get: () => getControls(table), change: (change, edit) => changeControls(table, change, edit) },
  crm: {
    sources: env.CRM_SOURCES,
    mapping: (source) => getCrmMapping(table, source),
    history: (source, limit) => listCrmMappings(table, source, limit),
    change: (source, mapping, edit) => changeCrmMapping(table, source, mapping, edit),
    digest: (text) => createHash('sha256').update(text).digest('hex'),
  },
  deadLetters: {
    enroll: openDeadLetterQueue(queues.enroll),
    dispatch: openDeadLetterQueue(queues.dispatch),
    engage: openDeadLetterQueue(queues.engage),
    heal: openDeadLetterQueue(queues.heal),
    crm: openDeadLetterQueue(queues.crm),
    deliver: openDeadLetterQueue(queues.deliver),
    receive: openDeadLetterQueue(queues.receive),
  },
  operations: {
    depth: (queue) => openQueueDepth({ url: queues[queue].source, dead: queues[queue].dead })(),
    schedules: openScheduleCount(env.SCHEDULE_GROUP),
    executions: openExecutions(env.ROLLUP_MACHINE),
  },
  savedViews: { get: (owner) => getShelf(table, owner), put: (owner, shelf) => putShelf(table, owner, shelf) },
  webhooks:
    env.DELIVER_QUEUE_URL === ''
      ? null
      : {
          list: () => listWebhooks(table),
          get: (id) => getWebhook(table, id),
          put: (endpoint) => putWebhook(table, endpoint),
          remove: (id) => removeWebhook(table, id),
          secretOf: (id, version) => identity.webhookSecret(id, version),
          allowPrivate: env.ALLOW_PRIVATE === 'true',
          deliveries: {
            list: (endpointId, page) => listDeliveries(table, endpointId, page),
            add: (delivery) => addDelivery(table, delivery),
            again: (endpointId, id, now) => beginAgain(table, endpointId, id, now),
          },
          queue: openQueue<DeliverWork>(env.DELIVER_QUEUE_URL),
        },
  senderCheck: { dns: openDns(), dkimTokens: openSesIdentity(), memory: {} },
  notifications: {
    list: (page) => listNotifications(table, page),
    countUnread: (most) => countUnread(table, most),
    mark: (id, at) => markNotification(table, id, at),
  },
  inbox: { list: (page) => listInbox(table, page), mark: (entry, mark) => markInbox(table, entry, mark) },
  log: {
    list: (sequenceId, page) => listLog(table, sequenceId, page),
    waiting: (sequenceId, filter) => listLogWaiting(table, sequenceId, filter),
  },
  waiting: {
    count: (kind, most, before) => countWaiting(table, kind, most, before),
    next: (limit) => listNextHeads(table, limit),
    hours: (sequenceId, from, to) => readHours(table, sequenceId, from, to),
  },
  engageQueue: openQueue<EngageWork>(env.ENGAGE_QUEUE_URL),
  sweep: { run: async (only) => sweepReport.parse(await sweep({ only } satisfies SweepRequest)) },
  readToken: (token) => identity.readUnsubscribe(token),
  settings: env.SETTINGS,
  file: env.SETTINGS,
  tenant: env.TENANT,
  signIn: { url: env.SIGN_IN_URL, clientId: env.CLIENT_ID },
  adapters: namedAdapters(env.SETTINGS.channels),
  rules: rulesOf(env.SETTINGS),
})

let router: ReturnType<typeof createRouter> | undefined

export const handler = pipeline<APIGatewayProxyEventV2, HttpAnswer>(counting, async (event) => {
  router ??= createRouter(
    createVerbs(portsFor(createIdentity(await secret()))),
    (error, route) => logger.error('request failed', { route, error: errorDetail(error) }),
    once,
  )
  return router(event)
})
