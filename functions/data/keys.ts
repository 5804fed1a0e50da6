/**
 * The only key schema. One table, `pk` and `sk`, and one overloaded sparse index `byKind` (`gsi1pk`, `gsi1sk`, keys only):
 *
 * | item | pk | sk | index |
 * |---|---|---|---|
 * | contact head | CONTACT#key | HEAD | DUE#shard / next wake (epoch s, 10 digits)#key, while anything is scheduled |
 * | profile | CONTACT#key | PROFILE | CONTACTS / name, addresses and ids#key: listed by name, searched without reading it |
 * | message row | CONTACT#key | MESSAGE#id | WORK#task / due#id while a task is open, WORK#unknown / … while unknown; else LOG#sequence / first attempt#id |
 * | interaction | CONTACT#key | INTERACTION#time#id | of what people wrote: INBOX / id until somebody handled it, then INBOX-DONE / id |
 * | finished enrollment | CONTACT#key | ENROLLMENT#id | |
 * | enrollment reference | ENROLLMENT#id | REF | SEQUENCE#id / id |
 * | address record | ADDRESS#hmac | ADDRESS | CLOSED / learnt at#hmac while any channel is closed; OPENED / lifted at#hmac until the providers know |
 * | lead, its stage and stage history | LEAD#id | LEAD | PENDING / accepted at#id, until the enrollments or refusals of its last stage change are recorded; then STAGE#stage / id |
 * | sequence | SEQUENCES | SEQUENCE#id | |
 * | published version | SEQUENCE#id | VERSION#number | |
 * | what a stage triggers (while active) | TRIGGER#stage | SEQUENCE#id | |
 * | counters of one hour, all steps | SEQUENCE#id | HOUR#yyyy-mm-ddThh | |
 * | running totals, all steps | SEQUENCE#id | TOTAL | CHANGED / id, while the rollup is behind |
 * | rollup | SEQUENCE#id | ROLLUP | |
 * | names of contacts' attributes | TENANT | ATTRIBUTES | |
 * | draft | CONTACT#key | DRAFT#message id | WORK#draft / due#id while it waits for a person, WORK#draft-decided / when#id once one decided |
 * | gate | CONTACT#key | GATE#enrollment id | WORK#gate / opened at#id while it is open, then WORK#gate-decided / when#id |
 * | what an admin may change | TENANT | CONTROLS | |
 * | step template | TENANT | STEP-TEMPLATE#id | |
 * | sequence template | TENANT | SEQUENCE-TEMPLATE#id | |
 * | saved views of a person, or those of everybody | VIEWS#name, or VIEWS | VIEWS | |
 * | slug of a sequence | SLUGS | SLUG#slug | |
 * | bulk job | JOB#id | JOB | JOBS / id |
 * | rows of a job | JOB#id | CHUNK#number | ROWS / stored at#id#number, until they are carried out |
 * | answer kept for an idempotency key | IDEMPOTENCY | hash of caller, route and key | |
 * | notification | NOTIFICATIONS | NOTIFICATION#id | UNREAD / id, until somebody has read it |
 * | event taken in by webhook, for a week | HOOK#source#hash of its id | HOOK | |
 * | mails of a sender on one day | SENDER#address | DAY#yyyy-mm-dd | |
 * | a call for help that was answered on that day (UTC), for two days | CONTACT#key | HELP#yyyy-mm-dd | |
 * | mapping of a CRM's events | CRM#source | MAPPING | |
 * | each revision of it | CRM#source | REVISION#number | |
 * | webhook endpoint | WEBHOOKS | WEBHOOK#id | |
 * | its delivery of one event | DELIVERIES#endpoint id | DELIVERY#id | DELIVERIES / next try (epoch s, 10 digits)#id, while it is pending |
 * | stream checkpoint | CHECKPOINT#shard | CHECKPOINT | |
 */
export const indexName = 'byKind'

/** Epoch seconds after which an item may go; only on what is of no use any more. */
export const ttlAttribute = 'expiresAt'

/** How many shards spread the due index; the sweep reads them all. */
export const dueShards = 2

export interface Key {
  pk: string
  sk: string
}
/** What waits for a person, each kind listed by its time. */
export type WorkKind = 'task' | 'unknown' | 'draft' | 'draft-decided' | 'gate' | 'gate-decided'
export interface IndexKey {
  gsi1pk: string
  gsi1sk: string
}

const contact = (key: string): string => `CONTACT#${key}`
const sequence = (id: string): string => `SEQUENCE#${id}`
const epoch = (seconds: number): string => String(Math.max(0, Math.trunc(seconds))).padStart(10, '0')

/** Two hex digits of the contact key spread the heads evenly. */
const shardOf = (contactKey: string): number => parseInt(contactKey.slice(0, 2), 16) % dueShards

export const keys = {
  head: (contactKey: string): Key => ({ pk: contact(contactKey), sk: 'HEAD' }),
  profile: (contactKey: string): Key => ({ pk: contact(contactKey), sk: 'PROFILE' }),
  message: (contactKey: string, messageId: string): Key => ({ pk: contact(contactKey), sk: `MESSAGE#${messageId}` }),
  interaction: (contactKey: string, at: string, id: string): Key => ({ pk: contact(contactKey), sk: `INTERACTION#${at}#${id}` }),
  finished: (contactKey: string, enrollmentId: string): Key => ({ pk: contact(contactKey), sk: `ENROLLMENT#${enrollmentId}` }),
  reference: (enrollmentId: string): Key => ({ pk: `ENROLLMENT#${enrollmentId}`, sk: 'REF' }),
  address: (addressKey: string): Key => ({ pk: `ADDRESS#${addressKey}`, sk: 'ADDRESS' }),
  lead: (leadId: string): Key => ({ pk: `LEAD#${leadId}`, sk: 'LEAD' }),
  sequence: (id: string): Key => ({ pk: 'SEQUENCES', sk: sequence(id) }),
  version: (id: string, version: number): Key => ({ pk: sequence(id), sk: `VERSION#${String(version).padStart(6, '0')}` }),
  trigger: (stage: string, sequenceId: string): Key => ({ pk: `TRIGGER#${stage}`, sk: sequence(sequenceId) }),
  /** `hour` is `yyyy-mm-ddThh` (UTC). One item holds every step, so that a batch costs one write however many steps it met. */
  hour: (id: string, hour: string): Key => ({ pk: sequence(id), sk: `HOUR#${hour}` }),
  total: (id: string): Key => ({ pk: sequence(id), sk: 'TOTAL' }),
  rollup: (id: string): Key => ({ pk: sequence(id), sk: 'ROLLUP' }),
  attributes: (): Key => ({ pk: 'TENANT', sk: 'ATTRIBUTES' }),
  draft: (contactKey: string, messageId: string): Key => ({ pk: contact(contactKey), sk: `DRAFT#${messageId}` }),
  gate: (contactKey: string, enrollmentId: string): Key => ({ pk: contact(contactKey), sk: `GATE#${enrollmentId}` }),
  controls: (): Key => ({ pk: 'TENANT', sk: 'CONTROLS' }),
  sequenceTemplate: (id: string): Key => ({ pk: 'TENANT', sk: `SEQUENCE-TEMPLATE#${id}` }),
  stepTemplate: (id: string): Key => ({ pk: 'TENANT', sk: `STEP-TEMPLATE#${id}` }),
  /** `owner` null: those shared with everyone. */
  savedViews: (owner: string | null): Key => ({ pk: owner === null ? 'VIEWS' : `VIEWS#${owner}`, sk: 'VIEWS' }),
  slug: (slug: string): Key => ({ pk: 'SLUGS', sk: `SLUG#${slug}` }),
  job: (id: string): Key => ({ pk: `JOB#${id}`, sk: 'JOB' }),
  chunk: (jobId: string, number: number): Key => ({ pk: `JOB#${jobId}`, sk: `CHUNK#${String(number).padStart(6, '0')}` }),
  /** `request` is the hash of caller, route and the key that they chose. */
  idempotency: (request: string): Key => ({ pk: 'IDEMPOTENCY', sk: request }),
  notification: (id: string): Key => ({ pk: 'NOTIFICATIONS', sk: `NOTIFICATION#${id}` }),
  /** `event` is the hash of the source's own id of it. */
  hookEvent: (source: string, event: string): Key => ({ pk: `HOOK#${source}#${event}`, sk: 'HOOK' }),
  /** `day` is a local date of the tenant. */
  senderDay: (address: string, day: string): Key => ({ pk: `SENDER#${address}`, sk: `DAY#${day}` }),
  help: (contactKey: string, day: string): Key => ({ pk: contact(contactKey), sk: `HELP#${day}` }),
  crmMapping: (source: string): Key => ({ pk: `CRM#${source}`, sk: 'MAPPING' }),
  crmMappingRevision: (source: string, revision: number): Key => ({
    pk: `CRM#${source}`,
    sk: `REVISION#${String(revision).padStart(6, '0')}`,
  }),
  webhook: (id: string): Key => ({ pk: 'WEBHOOKS', sk: `WEBHOOK#${id}` }),
  delivery: (endpointId: string, id: string): Key => ({ pk: `DELIVERIES#${endpointId}`, sk: `DELIVERY#${id}` }),
  checkpoint: (shard: string): Key => ({ pk: `CHECKPOINT#${shard}`, sk: 'CHECKPOINT' }),
} as const

export const prefixes = {
  sequences: { pk: 'SEQUENCES', sk: 'SEQUENCE#' },
  messages: 'MESSAGE#',
  interactions: 'INTERACTION#',
  finished: 'ENROLLMENT#',
  hours: 'HOUR#',
  versions: 'VERSION#',
  chunks: 'CHUNK#',
  notifications: 'NOTIFICATION#',
  webhooks: 'WEBHOOK#',
  deliveries: 'DELIVERY#',
  crmMappingRevisions: 'REVISION#',
} as const

export const index = {
  due: (contactKey: string, wakeSeconds: number): IndexKey => ({
    gsi1pk: `DUE#${shardOf(contactKey)}`,
    gsi1sk: `${epoch(wakeSeconds)}#${contactKey}`,
  }),
  dueShard: (shard: number): string => `DUE#${shard}`,
  dueBefore: (seconds: number): string => epoch(seconds),
  enrollment: (sequenceId: string, enrollmentId: string): IndexKey => ({ gsi1pk: sequence(sequenceId), gsi1sk: enrollmentId }),
  enrollmentsOf: (sequenceId: string): string => sequence(sequenceId),
  /** `text`: by what the contact is found (domain/contact-search.ts). Releases that kept none have the key alone. */
  contacts: (text: string, contactKey: string): IndexKey => ({ gsi1pk: 'CONTACTS', gsi1sk: `${text}#${contactKey}` }),
  contactsAll: 'CONTACTS',
  contactKeyOf: (place: string): string => place.slice(place.lastIndexOf('#') + 1),
  /** `startedAt`: when the message's first attempt began; it never changes, so that later writes of the row cost no index write. */
  log: (sequenceId: string, startedAt: string, messageId: string): IndexKey => ({
    gsi1pk: `LOG#${sequenceId}`,
    gsi1sk: `${startedAt}#${messageId}`,
  }),
  logOf: (sequenceId: string): string => `LOG#${sequenceId}`,
  inbox: (state: 'open' | 'done', id: string): IndexKey => ({ gsi1pk: state === 'open' ? 'INBOX' : 'INBOX-DONE', gsi1sk: id }),
  work: (kind: WorkKind, due: string, messageId: string): IndexKey => ({ gsi1pk: `WORK#${kind}`, gsi1sk: `${due}#${messageId}` }),
  workOf: (kind: WorkKind): string => `WORK#${kind}`,
  /** From the first to the last place of what is due from a time on and before another (ISO 8601); null where neither is given. */
  workDue: ({ from, before }: { from?: string | undefined; before?: string | undefined }): readonly [string, string] | null =>
    from === undefined && before === undefined
      ? null
      : [from === undefined ? '0' : new Date(from).toISOString(), before === undefined ? '~' : new Date(before).toISOString()],
  changed: (sequenceId: string): IndexKey => ({ gsi1pk: 'CHANGED', gsi1sk: sequenceId }),
  changedAll: 'CHANGED',
  pendingStage: (acceptedAt: string, leadId: string): IndexKey => ({ gsi1pk: 'PENDING', gsi1sk: `${acceptedAt}#${leadId}` }),
  pending: 'PENDING',
  stage: (stage: string, leadId: string): IndexKey => ({ gsi1pk: `STAGE#${stage}`, gsi1sk: leadId }),
  stageOf: (stage: string): string => `STAGE#${stage}`,
  job: (id: string): IndexKey => ({ gsi1pk: 'JOBS', gsi1sk: id }),
  jobs: 'JOBS',
  rows: (storedAt: string, jobId: string, chunk: number): IndexKey => ({ gsi1pk: 'ROWS', gsi1sk: `${storedAt}#${jobId}#${chunk}` }),
  rowsWaiting: 'ROWS',
  /** An address record with a closed channel. */
  closed: (learntAt: string, addressKey: string): IndexKey => ({ gsi1pk: 'CLOSED', gsi1sk: `${learntAt}#${addressKey}` }),
  closedAll: 'CLOSED',
  /** One that was opened again, which the providers' own lists do not know yet. */
  opened: (liftedAt: string, addressKey: string): IndexKey => ({ gsi1pk: 'OPENED', gsi1sk: `${liftedAt}#${addressKey}` }),
  openedAll: 'OPENED',
  unread: (id: string): IndexKey => ({ gsi1pk: 'UNREAD', gsi1sk: id }),
  unreadAll: 'UNREAD',
  delivery: (nextSeconds: number, id: string): IndexKey => ({ gsi1pk: 'DELIVERIES', gsi1sk: `${epoch(nextSeconds)}#${id}` }),
  deliveriesWaiting: 'DELIVERIES',
} as const
