/** The enroll function: what arrives on its queue, connected to the table and to what follows from a decision. */
import { openDeadLetters } from '../adapters/dead-letters.ts'
import { openOutlets } from '../adapters/outlets.ts'
import { openQueue } from '../adapters/queue.ts'
import { openSecret } from '../adapters/secret.ts'
import type { EraseMailsWork } from '../contract/stored-mail.ts'
import type { BackfillWork, EngageWork, EnrollRowsWork } from '../contract/work.ts'
import { linkAddresses, recordsOf } from '../data/address-use.ts'
import { loadAddresses, suppressAddress } from '../data/addresses.ts'
import { getControls } from '../data/controls.ts'
import { listFinished, putReference } from '../data/enrollments.ts'
import { clearContact, unlinkContact } from '../data/erasure.ts'
import { loadHead } from '../data/heads.ts'
import { createIdentity } from '../data/identity.ts'
import { countChunk, extendJob, finishChunk, getChunk, getJob, noteFound, putChunk } from '../data/jobs.ts'
import { buryLead, replaceContact } from '../data/lead-members.ts'
import { acceptStageChange, adoptContact, getLead, listStage, recordOutcomes } from '../data/leads.ts'
import { findEnrollment, listEnrollments } from '../data/listings.ts'
import { loadProfiles, mergedIntoOf, pointProfile, saveProfile } from '../data/profiles.ts'
import { getSequence, getSequenceBySlug, getVersion, listActiveByStage } from '../data/sequences.ts'
import { openStores } from '../data/stores.ts'
import { openTable } from '../data/table.ts'
import { createEngine } from '../runtime/engine.ts'
import { readEnvironment } from '../runtime/environment.ts'
import type { Traces } from '../runtime/erasure.ts'
import { logger } from '../runtime/logger.ts'
import { createCounting } from '../runtime/metrics.ts'
import { queueHandler } from '../runtime/pipeline.ts'
import { openRules } from '../runtime/rules.ts'
import type { DeletePorts } from './deleted.ts'
import type { EnrollPorts } from './enroll.ts'
import { noteOlder } from './note-older.ts'
import { readEnrollInput } from './read-event.ts'
import { serialBy, workOff, type WorkPorts } from './work-off.ts'

const env = readEnvironment('enroll')
const counting = createCounting(env.TENANT)
const table = openTable(env.TABLE_NAME)
const secret = openSecret(env.SECRET_ARN)

const leads: EnrollPorts = {
  keys: async () => createIdentity(await secret()),
  leads: {
    get: (leadId) => getLead(table, leadId),
    accept: async (change, acceptedAt) => noteOlder(change, await acceptStageChange(table, change, acceptedAt)),
    recordOutcomes: (lead, outcomes) => recordOutcomes(table, lead, outcomes),
    replace: (leadId, contactKey, into) => replaceContact(table, leadId, contactKey, into),
  },
  saveProfile: (profile) => saveProfile(table, profile),
  linkAddresses: (addresses, contactKey) => linkAddresses(table, addresses, contactKey),
  recordsOf: (head) => recordsOf(table, head),
  profiles: (contactKeys) => loadProfiles(table, contactKeys),
  activeSequences: (stage) => listActiveByStage(table, stage),
  enrollments: {
    finishedOf: (contactKey) => listFinished(table, contactKey),
    refer: (reference) => putReference(table, reference),
  },
  engine: createEngine({ ...openStores(table), ...openOutlets(env), count: counting.count }),
  rulesInForce: openRules(env.SETTINGS, async () => (await getControls(table)).here),
}

const jobs = {
  get: (jobId: string) => getJob(table, jobId),
  chunk: (jobId: string, number: number) => getChunk(table, jobId, number),
}

const receiveQueue = openQueue<EraseMailsWork>(env.RECEIVE_QUEUE_URL)
const erasing = {
  erasure: {
    unlink: (contactKey: string, traces: Traces) => unlinkContact(table, contactKey, traces),
    clear: async (contactKey: string) => {
      const identity = createIdentity(await secret())
      return clearContact(table, contactKey, {
        addressKey: (kind, value) => identity.addressKey(kind, value),
        forgetMails: (keys) => receiveQueue.send([{ kind: 'erase_mails', keys: [...keys] }]),
      })
    },
  },
  profile: async (contactKey: string) => (await loadProfiles(table, [contactKey]))[0] ?? null,
  settle: (contactKey, signalsFor, ahead) => leads.engine.settle(contactKey, signalsFor, { ahead }),
  mergedInto: (contactKey: string) => mergedIntoOf(table, contactKey),
} satisfies Omit<DeletePorts, 'keys' | 'engine' | 'leads'>

const ports: WorkPorts = {
  leads,
  routes: {
    ...leads,
    sequences: {
      bySlug: (slug) => getSequenceBySlug(table, slug),
      version: (sequenceId, version) => getVersion(table, sequenceId, version),
    },
  },
  rows: {
    ...leads,
    addresses: (addressKeys) => loadAddresses(table, addressKeys),
    suppress: (address, channels, suppression) => suppressAddress(table, address, channels, suppression),
    leads: { get: (leadId) => getLead(table, leadId), adopt: (leadId, contact) => adoptContact(table, leadId, contact) },
    version: (sequenceId, version) => getVersion(table, sequenceId, version),
    sequenceStatus: async (sequenceId) => (await getSequence(table, sequenceId))?.status ?? null,
    enrollment: async (id) => {
      const found = await findEnrollment(table, id)
      return found && { ...found, contactId: found.profile?.contactId ?? found.head?.contactId ?? null }
    },
    finishedOf: (contactKey) => listFinished(table, contactKey),
    jobs: {
      ...jobs,
      noteFound: (jobId, number, found) => noteFound(table, jobId, number, found),
      finish: (jobId, number, results) => finishChunk(table, jobId, number, results),
      count: (jobId, number, tally, at) => countChunk(table, jobId, number, tally, at),
    },
  },
  backfill: {
    leadsIn: (stage, limit, after) => listStage(table, stage, limit, after),
    enrollmentsIn: (sequenceId, { limit, after, isWanted }) =>
      listEnrollments(table, sequenceId, { limit, after: after ?? undefined, isWanted }),
    jobs: {
      ...jobs,
      store: (chunk) => putChunk(table, chunk, new Date().toISOString()),
      extend: (jobId, chunks, rows, listed) => extendJob(table, jobId, chunks, rows, listed),
    },
    enrollQueue: openQueue<BackfillWork | EnrollRowsWork>(env.ENROLL_QUEUE_URL),
  },
  contacts: { ...leads, leads: { adopt: (leadId, contact) => adoptContact(table, leadId, contact) } },
  merging: {
    ...leads,
    ...erasing,
    head: (contactKey) => loadHead(table, contactKey),
    point: (contactKey, into) => pointProfile(table, contactKey, into),
    suppress: (address, channels, suppression) => suppressAddress(table, address, channels, suppression),
  },
  deleting: {
    ...leads,
    ...erasing,
    leads: { get: (leadId) => getLead(table, leadId), bury: (leadId, at) => buryLead(table, leadId, at) },
  },
  answers: {
    ...leads,
    head: (contactKey) => loadHead(table, contactKey),
    engageQueue: openQueue<EngageWork>(env.ENGAGE_QUEUE_URL),
  },
}

export const handler = queueHandler(counting, openDeadLetters(env.DEAD_LETTER_URL), {
  name: 'enrolled',
  read: readEnrollInput,
  serialBy,
  open: () => null,
  work: (input) => {
    if (input.kind === 'stage_changed' && input.unknownKeys.length > 0)
      logger.warn('unknown keys were kept out', { event: input.eventId, keys: input.unknownKeys })
    return workOff(ports, input)
  },
})
