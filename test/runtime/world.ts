/**
 * A small world in memory for the verbs: a table, queues that deliver again, one-time schedules, a provider, the five-minute sweep and a
 * clock. Every call of a port is a place where the function can die: `dieAt` kills the invocation at that call, before or after it acts.
 */
import { createIdentity } from '../../functions/data/identity.ts'
import type { Chunk, Job } from '../../functions/contract/job.ts'
import { acceptChange, withContact, type Lead, type StageOutcome } from '../../functions/data/lead-change.ts'
import { patched, replaced, type MessagePatch, type Patchable } from '../../functions/data/message-patch.ts'
import { buried, withReplaced } from '../../functions/data/lead-members.ts'
import { withoutContact } from '../../functions/data/leave-lead.ts'
import type { Patched } from '../../functions/data/messages.ts'
import { isSimulatorAddress } from '../../functions/domain/addresses.ts'
import type { AddressRecord, ContactHead, ContactProfile, Draft, FinishedEnrollment, Gate } from '../../functions/domain/contact.ts'
import type { Interaction } from '../../functions/domain/interaction.ts'
import type { NewNotification } from '../../functions/domain/notification.ts'
import type { MessageRow } from '../../functions/domain/message.ts'
import type { SequenceStatus, SequenceVersion } from '../../functions/domain/sequence.ts'
import { noControls, type SendResult, type TenantControls } from '../../functions/domain/signal.ts'
import type { OutgoingMessage } from '../../functions/domain/effect.ts'
import { dispatch, type DispatchPorts } from '../../functions/dispatch/dispatch.ts'
import { engage } from '../../functions/engage/engage.ts'
import type { EngagePorts } from '../../functions/engage/ports.ts'
import { readHappening } from '../../functions/engage/read-happening.ts'
import type { DeletePorts } from '../../functions/enroll/deleted.ts'
import type { EnrollPorts } from '../../functions/enroll/enroll.ts'
import { readEnrollInput } from '../../functions/enroll/read-event.ts'
import { workOff, type WorkPorts } from '../../functions/enroll/work-off.ts'
import type { RoutePorts } from '../../functions/enroll/route.ts'
import { heal, type HealPorts } from '../../functions/heal/heal.ts'
import { createEngine, type EnginePorts } from '../../functions/runtime/engine.ts'
import { sweep } from '../../functions/sweep/sweep.ts'
import { dispatchWork, healWork, type DispatchWork, type HealWork } from '../../functions/contract/work.ts'
import { rules } from '../domain/builders.ts'

export class Killed extends Error {
  override readonly name = 'Killed'
}

type QueueName = 'enroll' | 'dispatch' | 'engage' | 'heal'
interface Waiting {
  queue: QueueName
  body: unknown
  visibleAt: number
  received: number
}

const visibilityMs = 180_000
const sweepMs = 300_000
const mostReceipts = 5

export const createWorld = (start: number, versions: SequenceVersion[]) => {
  const identity = createIdentity('a secret that is long enough for a test of ours')
  const heads = new Map<string, { head: ContactHead; wakeAt: number | null }>()
  const profiles = new Map<string, ContactProfile>()
  const addresses = new Map<string, AddressRecord>()
  const messages = new Map<string, Patchable>()
  const finished = new Map<string, FinishedEnrollment>()
  const references = new Map<string, { contactKey: string; sequenceId: string }>()
  const notifications: NewNotification[] = []
  /** Metrics that taking in an event counted. */
  const counted: [string, Record<string, string> | undefined][] = []
  const interactions = new Map<string, Omit<Interaction, 'id'>>()
  const gates = new Map<string, Gate>()
  const drafts = new Map<string, Draft>()
  const leads = new Map<string, Lead>()
  /** Of records that were merged away: who goes on. */
  const pointers = new Map<string, string>()
  const forgotten = new Set<string>()
  const replaceContact = (leadId: string, contactKey: string, into: { id: string; key: string }): Lead | null => {
    const lead = leads.get(leadId)
    const now = lead ? withReplaced(lead, contactKey, into) : null
    if (now) leads.set(leadId, now)
    return now
  }
  const jobs = new Map<string, Job>()
  const chunks = new Map<string, Chunk>()
  const schedules = new Map<string, { at: number; work: DispatchWork }>()
  const sent: (OutgoingMessage & { at: number })[] = []
  const events: { detailType: string; detail: Record<string, unknown> }[] = []
  const dead: Waiting[] = []
  const failures: string[] = []
  const statuses = new Map<string, SequenceStatus>()
  let controls: TenantControls = noControls
  let waiting: Waiting[] = []
  let now = start
  let calls = 0
  let attempts = 0
  let killed = false
  let dieAt = Infinity
  let answer: (message: OutgoingMessage) => SendResult = (message) => ({
    kind: 'accepted',
    providerId: `p-${message.attemptId}`,
    at: new Date(now).toISOString(),
  })

  const boundary = (): void => {
    if (killed) throw new Killed('this invocation is dead')
    calls++
    if (calls === dieAt) {
      killed = true
      throw new Killed(`killed at call ${calls}`)
    }
  }
  /** One port call: the function can die before it, and after it. What is stored and handed out are copies. */
  const port = async <T>(act: () => T): Promise<T> => {
    await Promise.resolve()
    boundary()
    const result = structuredClone(act())
    boundary()
    return result
  }
  const put = (queue: QueueName, bodies: readonly unknown[]): void => {
    for (const body of bodies) waiting.push({ queue, body: structuredClone(body), visibleAt: now, received: 0 })
  }

  const putRow = (row: MessageRow): void => {
    const stored = messages.get(row.id)
    messages.set(row.id, { row: structuredClone(stored ? replaced(stored.row, row) : row), seen: stored?.seen ?? [] })
  }

  const provide = (message: OutgoingMessage): Promise<SendResult> =>
    port(() => {
      const result = answer(message)
      if (result.kind !== 'refused') sent.push({ ...message, at: now })
      return result
    })
  const suppress: EnginePorts['addresses']['suppress'] & EngagePorts['addresses']['suppress'] = ({ key, kind }, channels, why) =>
    port(() => {
      const record = addresses.get(key) ?? { key, kind, suppressed: {}, contacts: [], simulator: false }
      const suppressed = { ...record.suppressed }
      for (const channel of channels) if (why.reason === 'complained' || !suppressed[channel]) suppressed[channel] = why
      addresses.set(key, { ...record, suppressed })
      return addresses.get(key) ?? record
    })

  const enginePorts: EnginePorts = {
    addresses: { suppress },
    heads: {
      load: (key) => port(() => heads.get(key)?.head ?? null),
      commit: (head, wakeAt, joint) =>
        port(() => {
          if ((heads.get(head.key)?.head.revision ?? 0) !== head.revision) return false
          // All or nothing, as the table's transaction is.
          if (joint.some((one) => one.kind === 'put_draft' && (drafts.get(one.draft.id)?.revision ?? 0) >= one.draft.revision)) return false
          heads.set(head.key, { head: structuredClone({ ...head, revision: head.revision + 1 }), wakeAt })
          for (const effect of structuredClone(joint))
            if (effect.kind === 'archive_enrollment') finished.set(effect.finished.id, effect.finished)
            else if (effect.kind === 'open_gate') gates.set(effect.gate.id, effect.gate)
            else if (effect.kind === 'put_interaction') interactions.set(JSON.stringify(effect.interaction), effect.interaction)
            else if (effect.kind === 'put_draft') drafts.set(effect.draft.id, effect.draft)
            else putRow(effect.row)
          return true
        }),
    },
    schedules: {
      create: ({ name, at, work }) => port(() => void (schedules.has(name) || schedules.set(name, { at, work }))),
      remove: (name) => port(() => void schedules.delete(name)),
    },
    dispatchQueue: { send: (work) => port(() => put('dispatch', work)) },
    enrollQueue: { send: (work) => port(() => put('enroll', work)) },
    healQueue: { send: (work) => port(() => put('heal', work)) },
    notifications: { put: (notification) => port(() => void notifications.push(notification)) },
    bus: { publish: (published) => port(() => void events.push(...published)) },
    messages: { put: (row) => port(() => putRow(row)) },
    drafts: {
      put: (draft) =>
        port(() => {
          if ((drafts.get(draft.id)?.revision ?? 0) < draft.revision) drafts.set(draft.id, structuredClone(draft))
        }),
      close: (_contactKey, messageId) =>
        port(() => {
          const draft = drafts.get(messageId)
          if (draft?.status === 'pending') drafts.set(messageId, { ...draft, status: 'dismissed', revision: draft.revision + 1 })
        }),
    },
    controls: {
      slow: (channel, until) =>
        port(() => {
          controls = { ...controls, slowUntil: { ...controls.slowUntil, [channel]: Math.max(until, controls.slowUntil[channel] ?? 0) } }
        }),
    },
    interactions: { put: (interaction) => port(() => void interactions.set(JSON.stringify(interaction), interaction)) },
    leads: { contactsOf: (leadId) => port(() => (leads.get(leadId)?.contacts ?? []).map(({ key }) => key)) },
    count: () => undefined,
    send: provide,
    now: () => now,
    pause: async () => undefined,
  }
  const engine = createEngine(enginePorts)
  const recordFor = (key: string, kind: 'email' | 'phone', contactKey: string, simulator: boolean): AddressRecord =>
    (simulator ? undefined : addresses.get(key)) ?? { key, kind, suppressed: {}, contacts: [contactKey], simulator }
  const recordsOf = (head: ContactHead) => {
    const used = (['email', 'phone'] as const).flatMap((kind) => {
      const address = head.addresses[kind]
      return address ? [[kind, recordFor(address.key, kind, head.key, isSimulatorAddress(address.value))] as const] : []
    })
    return Object.fromEntries(used)
  }
  const version = (sequenceId: string): SequenceVersion => {
    const found = versions.find((one) => one.sequenceId === sequenceId)
    if (!found) throw new Error(`no sequence ${sequenceId}`)
    return found
  }

  const enrollPorts: EnrollPorts = {
    keys: () => Promise.resolve(identity),
    leads: {
      get: (leadId) => port(() => leads.get(leadId) ?? null),
      accept: (change, acceptedAt) =>
        port(() => {
          const stored = leads.get(change.leadId) ?? null
          const acceptance = acceptChange(stored, change, acceptedAt)
          if (acceptance.kind === 'accepted' && acceptance.lead !== stored) leads.set(change.leadId, acceptance.lead)
          return acceptance
        }),
      recordOutcomes: ({ leadId, stage, occurredAt }, outcomes: StageOutcome[]) =>
        port(() => {
          const lead = leads.get(leadId)
          if (!lead || lead.stage !== stage || lead.occurredAt !== occurredAt) return false
          leads.set(leadId, { ...lead, outcomes, said: null })
          return true
        }),
      replace: (leadId, contactKey, into) => port(() => replaceContact(leadId, contactKey, into)),
    },
    saveProfile: (profile) =>
      port(() => {
        const known = profiles.get(profile.key)
        if (forgotten.has(profile.key) || heads.get(profile.key)?.head.erased) return { kind: 'erased' }
        const into = pointers.get(profile.key)
        if (into !== undefined) return { kind: 'merged', into }
        if (known && known.updatedAt > profile.updatedAt) return { kind: 'older' }
        const said = Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== null))
        profiles.set(profile.key, { attributes: {}, ...profiles.get(profile.key), ...said } as ContactProfile)
        return { kind: 'saved' }
      }),
    linkAddresses: (used, contactKey) =>
      port(() =>
        Object.fromEntries(
          used.map(({ key, kind, simulator }) => {
            const record = recordFor(key, kind, contactKey, simulator)
            const linked = { ...record, contacts: [...new Set([...record.contacts, contactKey])] }
            if (!simulator) addresses.set(key, linked)
            return [kind, linked]
          }),
        ),
      ),
    profiles: (contactKeys) => port(() => contactKeys.map((key) => profiles.get(key) ?? null)),
    recordsOf: (head) => port(() => recordsOf(head)),
    activeSequences: (stage) =>
      port(() =>
        versions
          .filter(({ sequenceId, triggerStage }) => triggerStage === stage && (statuses.get(sequenceId) ?? 'active') === 'active')
          .map((one) => ({ version: one, activatedAt: one.publishedAt })),
      ),
    enrollments: {
      finishedOf: (contactKey) => port(() => [...finished.values()].filter((one) => one.contactKey === contactKey)),
      refer: (reference) => port(() => void (references.has(reference.id) || references.set(reference.id, reference))),
    },
    engine,
    rulesInForce: async () => rules,
  }
  const routePorts: RoutePorts = {
    ...enrollPorts,
    sequences: {
      // A sequence's slug is its id in lower case.
      bySlug: (slug) =>
        port(() => {
          const found = versions.find(({ sequenceId }) => sequenceId.toLowerCase() === slug)
          return found ? { id: found.sequenceId, status: statuses.get(found.sequenceId) ?? 'active', version: found.version } : null
        }),
      version: (sequenceId) => port(() => version(sequenceId)),
    },
  }
  const jobPorts = {
    get: (jobId: string) => port(() => jobs.get(jobId) ?? null),
    chunk: (jobId: string, number: number) => port(() => chunks.get(`${jobId}/${number}`) ?? null),
  }
  const adopt = (leadId: string, contact: { id: string; key: string }) =>
    port(() => {
      const lead = withContact(leads.get(leadId) ?? null, leadId, contact)
      if (lead) leads.set(leadId, lead)
    })
  const standingOf = (id: string) => {
    const reference = references.get(id)
    if (!reference) return null
    const live = heads.get(reference.contactKey)?.head.enrollments.find((one) => one.id === id) ?? null
    const contactId = profiles.get(reference.contactKey)?.contactId ?? null
    return { ...reference, id, contactId, live, finished: finished.get(id) ?? null }
  }
  const profileOf = (id: string) => profiles.get(references.get(id)?.contactKey ?? '') ?? null
  const head = (contactKey: string) => port(() => heads.get(contactKey)?.head ?? null)
  const erasing = {
    erasure: {
      unlink: (contactKey: string, { addressKeys, leadIds }: { addressKeys: string[]; leadIds: string[] }) =>
        port(() => {
          for (const key of addressKeys) {
            const record = addresses.get(key)
            if (record) addresses.set(key, { ...record, contacts: record.contacts.filter((one) => one !== contactKey) })
          }
          for (const leadId of leadIds) {
            const lead = leads.get(leadId)
            const left = lead && withoutContact(lead, contactKey)
            if (left) leads.set(leadId, left)
          }
          return { addresses: addressKeys.length, leads: leadIds.length }
        }),
      clear: (contactKey: string) =>
        port(() => {
          forgotten.add(contactKey)
          profiles.delete(contactKey)
          for (const [id, one] of finished) if (one.contactKey === contactKey) finished.delete(id)
          const removed = { profile: 1, messages: 0, interactions: 0, enrollments: 0, drafts: 0, gates: 0, other: 0 }
          return { removed, addresses: 0, leads: 0, complete: true }
        }),
    },
    profile: (contactKey: string) => port(() => profiles.get(contactKey) ?? null),
    settle: (...[contactKey, signalsFor, ahead]: Parameters<DeletePorts['settle']>) => engine.settle(contactKey, signalsFor, { ahead }),
    mergedInto: (contactKey: string) => port(() => pointers.get(contactKey) ?? null),
  }
  const workPorts: WorkPorts = {
    leads: enrollPorts,
    contacts: { ...enrollPorts, leads: { adopt } },
    merging: {
      ...enrollPorts,
      ...erasing,
      head,
      suppress,
      point: (contactKey, into) =>
        port(() => {
          pointers.set(contactKey, into)
          const [survivor, gone] = [profiles.get(into), profiles.get(contactKey)]
          if (survivor) profiles.set(into, { ...survivor, mergedFrom: [...(survivor.mergedFrom ?? []), contactKey] })
          if (gone) profiles.set(contactKey, { ...gone, mergedInto: into })
        }),
    },
    deleting: {
      ...enrollPorts,
      ...erasing,
      leads: {
        get: (leadId) => enrollPorts.leads.get(leadId),
        bury: (leadId, at) =>
          port(() => {
            if ((leads.get(leadId)?.occurredAt ?? '') > at) return false
            leads.set(leadId, buried(leadId, at))
            return true
          }),
      },
    },
    answers: { ...enrollPorts, head, engageQueue: { send: (work) => port(() => put('engage', work)) } },
    routes: routePorts,
    rows: {
      ...enrollPorts,
      addresses: (keys) => port(() => keys.map((key) => addresses.get(key) ?? null)),
      suppress,
      leads: {
        get: (leadId) => enrollPorts.leads.get(leadId),
        adopt,
      },
      version: (sequenceId) => port(() => version(sequenceId)),
      sequenceStatus: (sequenceId) => port(() => statuses.get(sequenceId) ?? 'active'),
      enrollment: (id) => port(() => standingOf(id)),
      finishedOf: (contactKey) => port(() => [...finished.values()].filter((one) => one.contactKey === contactKey)),
      jobs: {
        ...jobPorts,
        noteFound: (jobId, number, found) =>
          port(() => {
            const chunk = chunks.get(`${jobId}/${number}`)
            if (!chunk) throw new Error(`no chunk ${number} of ${jobId}`)
            chunks.set(`${jobId}/${number}`, { ...chunk, found: chunk.found ?? found })
            return chunk.found ?? found
          }),
        finish: (jobId, number, results) =>
          port(() => {
            const chunk = chunks.get(`${jobId}/${number}`)
            if (chunk) chunks.set(`${jobId}/${number}`, { ...chunk, rows: [], results })
          }),
        count: (jobId, number, { done, enrolled, refused }, at) =>
          port(() => {
            const job = jobs.get(jobId)
            if (!job || job.counted.includes(number)) return false
            const counted = [...job.counted, number]
            const grown = { done: job.done + done, enrolled: job.enrolled + enrolled, refused: job.refused + refused }
            jobs.set(jobId, { ...job, ...grown, counted, updatedAt: at })
            return true
          }),
      },
    },
    backfill: {
      enrollmentsIn: (sequenceId, { limit, after, isWanted }) =>
        port(() => {
          const ids = [...references].flatMap(([id, one]) => (one.sequenceId === sequenceId && (after === null || id < after) ? [id] : []))
          const page = ids.toSorted().toReversed().slice(0, limit)
          const all = page.map((id) => ({ id, live: standingOf(id)?.live ?? null, profile: profileOf(id) }))
          const items = all.filter(({ live }) => isWanted(live))
          return { items, next: ids.length > limit ? (page.at(-1) ?? null) : null }
        }),
      leadsIn: (stage, limit, after) =>
        port(() => {
          const all = [...leads.values()].filter((lead) => lead.stage === stage && lead.outcomes).map(({ leadId }) => leadId)
          const ids = all.toSorted().filter((id) => after === null || id > after)
          return { ids: ids.slice(0, limit), next: ids.length > limit ? (ids[limit - 1] ?? null) : null }
        }),
      jobs: {
        ...jobPorts,
        store: (chunk) =>
          port(() => {
            const place = `${chunk.job}/${chunk.number}`
            if (chunks.has(place)) return false
            chunks.set(place, structuredClone({ ...chunk, results: null }))
            return true
          }),
        extend: (jobId, number, rows, listed) =>
          port(() => {
            const job = jobs.get(jobId)
            if (!job || job.listed || job.chunks !== number) return false
            jobs.set(jobId, { ...job, chunks: number + (rows > 0 ? 1 : 0), total: job.total + rows, listed })
            return true
          }),
      },
      enrollQueue: { send: (work) => port(() => put('enroll', work)) },
    },
  }
  const helped = new Set<string>()
  const dispatchPorts: DispatchPorts = {
    engine,
    records: (head, messageId) =>
      port(() => ({
        profile: profiles.get(head.key) ?? null,
        records: recordsOf(head),
        previous: messageId === undefined ? null : (messages.get(messageId)?.row ?? null),
        controls,
        rules,
      })),
    message: (_contactKey, messageId) => port(() => messages.get(messageId)?.row ?? null),
    messagesOf: (contactKey, enrollmentId) => port(() => rowsOf(contactKey).filter((row) => row.enrollmentId === enrollmentId)),
    draft: (_contactKey, messageId) => port(() => drafts.get(messageId) ?? null),
    version: (sequenceId) => port(() => version(sequenceId)),
    unsubscribeUrl: (subject) => Promise.resolve(`https://example.test/u/${identity.signUnsubscribe(subject)}`),
    adapters: {
      email: { name: 'ses', simulated: false },
      sms: { name: 'mock-sms', simulated: true },
      call: { name: 'mock-call', simulated: true },
      linkedin: { name: 'person', simulated: false },
      task: { name: 'person', simulated: false },
    },
    rulesInForce: async () => rules,
    answering: {
      head: (key) => port(() => heads.get(key)?.head ?? null),
      claim: (key, day) =>
        port(() => {
          const place = `${key} ${day}`
          if (helped.has(place)) return false
          helped.add(place)
          return true
        }),
      send: provide,
      note: (interaction) => enginePorts.interactions.put(interaction),
      contact: 'outreach@acme.example.com',
    },
    senderUse: async () => undefined,
    newAttemptId: () => `attempt-${++attempts}`,
    enrollmentsOf: (sequenceId) =>
      port(() => ({ items: [...references.values()].filter((one) => one.sequenceId === sequenceId), next: null })),
    controls: () => port(() => controls),
    contacts: ({ limit, after = '' }) =>
      port(() => {
        const all = [...heads.keys()].toSorted().filter((key) => key > after)
        const page = all.slice(0, limit)
        return { heads: page.flatMap((key) => heads.get(key)?.head ?? []), next: all.length > limit ? (page.at(-1) ?? null) : null }
      }),
    dispatchQueue: enginePorts.dispatchQueue,
  }
  const engagePorts: EngagePorts = {
    engine,
    addressKey: (kind, value) => Promise.resolve(identity.addressKey(kind, value)),
    head: (key) => port(() => heads.get(key)?.head ?? null),
    addresses: {
      get: (key) => port(() => addresses.get(key) ?? null),
      suppress,
      lift: (key, channels) =>
        port(() => {
          const record = addresses.get(key)
          if (!record) return null
          const suppressed = { ...record.suppressed }
          for (const channel of channels) delete suppressed[channel]
          addresses.set(key, { ...record, suppressed })
          return addresses.get(key) ?? null
        }),
    },
    messages: {
      patch: ({ messageId, attemptId }, patch: MessagePatch) =>
        port((): Patched => {
          const stored = messages.get(messageId)
          if (!stored) return { kind: 'no_row' }
          if (attemptId !== null && stored.row.attempts.at(-1)?.id !== attemptId) return { kind: 'other_attempt', before: stored.row }
          const next = patched(stored, patch)
          if (next) messages.set(messageId, structuredClone(next))
          return { kind: next ? 'patched' : 'unchanged', before: stored.row }
        }),
      recent: (contactKey) => port(() => rowsOf(contactKey).toReversed()),
    },
    version: (sequenceId) => port(() => version(sequenceId)),
    rules,
    rulesInForce: async () => rules,
    contactOfEnrollment: (id) => port(() => references.get(id)?.contactKey ?? null),
    help: (asked) => enginePorts.dispatchQueue.send(asked),
    note: (interaction) => enginePorts.interactions.put(interaction),
    notify: (notification) => enginePorts.notifications.put(notification),
    count: (name, what) => void counted.push([name, what]),
  }

  const healPorts: HealPorts = {
    engine,
    rulesInForce: async () => rules,
    version: (id) => port(() => version(id)),
    records: (head) => dispatchPorts.records(head),
    keys: () => Promise.resolve(identity),
    address: (key) => port(() => addresses.get(key) ?? null),
    link: ({ key, kind, simulator }, contactKey) =>
      port(() => {
        const record = recordFor(key, kind, contactKey, simulator)
        addresses.set(key, { ...record, contacts: [...new Set([...record.contacts, contactKey])] })
      }),
    head: (key) => port(() => heads.get(key)?.head ?? null),
    profile: (key) => port(() => profiles.get(key) ?? null),
    keep: (key, { address, value, source, costCents, at }) =>
      port(() => {
        const profile = profiles.get(key)
        if (!profile) return
        const enriched = { ...profile.enriched, [address]: { source, at, costCents } }
        profiles.set(key, { ...profile, enriched, [address === 'email' ? 'alternativeEmail' : 'alternativePhone']: value })
      }),
    sources: [],
    askHttp: () => Promise.resolve({ kind: 'failed', detail: 'there is no source' }),
    publish: (published) => enginePorts.bus.publish([...published] as never),
    note: (interaction) => enginePorts.interactions.put(interaction),
  }

  const rowsOf = (contactKey: string): MessageRow[] =>
    [...messages.values()].map(({ row }) => row).filter((row) => row.contactKey === contactKey)

  const work = ({ queue, body }: Waiting): Promise<string> => {
    switch (queue) {
      case 'enroll':
        return workOff(workPorts, readEnrollInput(body))
      case 'dispatch':
        return dispatch(
          dispatchPorts,
          { sequence: (id) => port(() => ({ status: statuses.get(id) ?? 'active', owner: 'sam@acme.example' })) },
          dispatchWork.parse(body),
        )
      case 'engage':
        return engage(engagePorts, readHappening(body))
      case 'heal':
        return heal(healPorts, healWork.parse(body))
      default:
        return queue satisfies never
    }
  }

  const deliver = async (record: Waiting): Promise<void> => {
    killed = false
    record.received++
    record.visibleAt = now + visibilityMs
    try {
      await work(record)
      // Deleting the record is one more place to die at: it is then delivered once more.
      boundary()
      waiting = waiting.filter((other) => other !== record)
    } catch (error) {
      if (!killed) failures.push(`${record.queue}: ${String(error)}`)
      if (record.received >= mostReceipts) {
        waiting = waiting.filter((other) => other !== record)
        dead.push(record)
      }
    } finally {
      killed = false
    }
  }

  const sweepNow = async (): Promise<void> => {
    killed = false
    const due = [...heads.values()].filter(({ wakeAt }) => wakeAt !== null && wakeAt < now / 1000).map(({ head }) => head.key)
    try {
      await sweep(
        {
          // A sweep that finds nothing has nothing to lose: it is no place to die at.
          dueBefore: () => Promise.resolve(due),
          pendingLeads: (from, to) =>
            Promise.resolve(
              [...leads.values()]
                .filter(({ outcomes, acceptedAt }) => outcomes === null && acceptedAt >= from && acceptedAt <= to)
                .map(({ leadId }) => leadId),
            ),
          waitingChunks: () => Promise.resolve([]),
          dueDeliveries: () => Promise.resolve([]),
          deliverQueue: null,
          dispatchQueue: enginePorts.dispatchQueue,
          enrollQueue: { send: (missed) => port(() => put('enroll', missed)) },
          now: () => now,
        },
        {},
      )
    } catch (error) {
      if (!killed) throw error
    } finally {
      killed = false
    }
  }

  let nextSweep = start + sweepMs
  /** Carries out everything that falls due until `until` (epoch ms), in the order of time. */
  const runUntil = async (until: number): Promise<void> => {
    for (;;) {
      const record = waiting.toSorted((a, b) => a.visibleAt - b.visibleAt)[0]
      const entry = [...schedules].toSorted(([, a], [, b]) => a.at - b.at)[0]
      const next = Math.min(record?.visibleAt ?? Infinity, (entry?.[1].at ?? Infinity) * 1000, nextSweep)
      if (next > until) break
      now = Math.max(now, next)
      if (record && record.visibleAt <= now) await deliver(record)
      else if (entry && entry[1].at * 1000 <= now) {
        schedules.delete(entry[0])
        put('dispatch', [entry[1].work])
      } else {
        nextSweep += sweepMs
        await sweepNow()
      }
    }
    now = Math.max(now, until)
  }

  return {
    identity,
    heads,
    addresses,
    messages,
    finished,
    gates,
    references,
    interactions,
    notifications,
    counted,
    drafts,
    leads,
    jobs,
    chunks,
    schedules,
    sent,
    events,
    dead,
    failures,
    statuses,
    profiles,
    engine,
    enginePorts,
    enrollPorts,
    workPorts,
    engagePorts,
    healPorts,
    rowsOf,
    put,
    runUntil,
    now: () => now,
    calls: () => calls,
    killAt: (call: number) => {
      dieAt = call
    },
    answerWith: (next: (message: OutgoingMessage) => SendResult) => {
      answer = next
    },
    accepting: answer,
    dispatchPorts,
    /** What an admin changes; it holds from the next message on. */
    control: (change: Partial<TenantControls>) => {
      controls = { ...controls, ...change }
    },
  }
}
export type World = ReturnType<typeof createWorld>
export type { HealWork }

/** A stage change as EventBridge hands it to the enroll queue. */
export const stageChangeEvent = (detail: Record<string, unknown> = {}, id = 'event-1'): Record<string, unknown> => ({
  id,
  source: 'crm',
  'detail-type': 'Pipeline Stage Changed',
  time: '2026-11-20T15:00:00Z',
  detail: {
    leadId: 'lead-1001',
    stage: 'new',
    previousStage: null,
    occurredAt: '2026-11-20T15:00:00Z',
    contacts: [
      {
        id: 'c-1001',
        firstName: 'Dana',
        lastName: 'Reyes',
        email: 'dana@example.com',
        phone: '+13125550142',
        timeZone: 'America/Chicago',
        consent: { email: true, sms: true, call: true },
        attributes: { street: '12 Elm St' },
      },
    ],
    ...detail,
  },
})

/** An SES event of a mail that left this world. */
export const mailEvent = (mail: OutgoingMessage, eventType: string, block: Record<string, unknown>): Record<string, unknown> => ({
  id: 'ses-event',
  source: 'aws.ses',
  'detail-type': 'Email event',
  time: '2026-11-20T15:00:02Z',
  detail: {
    eventType,
    mail: {
      messageId: `p-${mail.attemptId}`,
      timestamp: '2026-11-20T15:00:01.000Z',
      tags: {
        contact: [mail.contactKey],
        enrollment: [mail.enrollmentId],
        message: [mail.messageId],
        attempt: [mail.attemptId],
        step: [mail.stepId],
        sequence: [mail.sequenceId],
        tenant: ['acme'],
      },
    },
    ...block,
  },
})

export const hardBounce = (mail: OutgoingMessage, at = '2026-11-20T15:00:03.000Z'): Record<string, unknown> =>
  mailEvent(mail, 'Bounce', {
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [{ emailAddress: mail.to, diagnosticCode: 'smtp; 550 5.1.1 user unknown' }],
      timestamp: at,
    },
  })
