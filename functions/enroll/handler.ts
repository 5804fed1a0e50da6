/** The enroll function: what arrives on its queue, connected to the table and to what follows from a decision. */
import { openOutlets } from '../adapters/outlets.ts'
import { openSecret } from '../adapters/secret.ts'
import { linkAddresses } from '../data/address-use.ts'
import { listFinished, putReference } from '../data/enrollments.ts'
import { createIdentity } from '../data/identity.ts'
import { acceptStageChange, getLead, recordOutcomes } from '../data/leads.ts'
import { upsertProfile } from '../data/profiles.ts'
import { listActiveByStage } from '../data/sequences.ts'
import { openStores } from '../data/stores.ts'
import { openTable } from '../data/table.ts'
import { createEngine } from '../runtime/engine.ts'
import { readEnvironment, rulesOf } from '../runtime/environment.ts'
import { logger } from '../runtime/logger.ts'
import { createCounting } from '../runtime/metrics.ts'
import { queueHandler } from '../runtime/pipeline.ts'
import { enroll, type EnrollPorts } from './enroll.ts'
import { readEnrollInput } from './read-event.ts'

const env = readEnvironment('enroll')
const counting = createCounting(env.TENANT)
const table = openTable(env.TABLE_NAME)
const secret = openSecret(env.SECRET_ARN)

const ports: EnrollPorts = {
  keys: async () => createIdentity(await secret()),
  leads: {
    get: (leadId) => getLead(table, leadId),
    accept: (change, acceptedAt) => acceptStageChange(table, change, acceptedAt),
    recordOutcomes: (lead, outcomes) => recordOutcomes(table, lead, outcomes),
  },
  saveProfile: (profile) => upsertProfile(table, profile),
  linkAddresses: (addresses, contactKey) => linkAddresses(table, addresses, contactKey),
  activeSequences: (stage) => listActiveByStage(table, stage),
  enrollments: {
    finishedOf: (contactKey) => listFinished(table, contactKey),
    refer: (reference) => putReference(table, reference),
  },
  engine: createEngine({ ...openStores(table), ...openOutlets(env), count: counting.count }),
  rules: rulesOf(env.SETTINGS),
}

export const handler = queueHandler(counting, {
  name: 'stage changes',
  read: readEnrollInput,
  serialBy: (input) => (input.kind === 'missed_lead' ? input.leadId : input.event.leadId),
  open: () => null,
  work: (input) => {
    if (input.kind === 'stage_changed' && input.unknownKeys.length > 0)
      logger.warn('unknown keys were kept out', { event: input.eventId, keys: input.unknownKeys })
    return enroll(ports, input)
  },
})
