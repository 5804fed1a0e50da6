/** The API over ports in memory: the real router, verbs and decisions, and nothing of AWS. Each answer is parsed with its route's schema. */
import type { Route } from '../../functions/contract/api/route.ts'
import { routes } from '../../functions/contract/api/routes.ts'
import { problem as problemSchema, type Problem } from '../../functions/contract/api/views.ts'
import { defaultChannels } from '../../functions/contract/channels.ts'
import type { KeptLetter, WorkQueueName } from '../../functions/contract/dead-letters.ts'
import type { DispatchWork, EngageWork } from '../../functions/contract/work.ts'
import type { ApiPorts, FoundEnrollment, StoredSequence } from '../../functions/api/ports.ts'
import type { KnownLead } from '../../functions/api/people-ports.ts'
import type { AddressKind } from '../../functions/domain/channel.ts'
import { jobPortsOf, jobsInMemory } from './jobs-in-memory.ts'
import { crmPortsOf } from './crm-in-memory.ts'
import type { OperationsPorts } from '../../functions/api/operations-ports.ts'
import type { SavedViewPorts } from '../../functions/api/saved-view-ports.ts'
import { controlPortsOf, deadLettersOf, notificationPortsOf, savedViewPortsOf, webhookPortsOf } from './operations-in-memory.ts'
import { suppressionPortsOf } from './suppressions-in-memory.ts'
import { personPage, type KeptItem } from './person-in-memory.ts'
import { inboxPortsOf, logPortsOf, waitingPortsOf } from './waiting-in-memory.ts'
import { createVerbs } from '../../functions/api/verbs.ts'
import { patched } from '../../functions/data/message-patch.ts'
import type { AddressRecord, ContactHead, ContactProfile, Draft, FinishedEnrollment, Gate } from '../../functions/domain/contact.ts'
import type { Interaction } from '../../functions/domain/interaction.ts'
import { finderOf, searchText } from '../../functions/domain/contact-search.ts'
import { decideAll } from '../../functions/domain/decide.ts'
import type { DnsAnswer } from '../../functions/domain/sender-check.ts'
import type { DeliverWork } from '../../functions/contract/webhooks.ts'
import type { WebhookDelivery, WebhookEndpoint } from '../../functions/domain/webhook.ts'
import type { Notification } from '../../functions/domain/notification.ts'
import type { MessageRow } from '../../functions/domain/message.ts'
import type { RuntimeSettings } from '../../functions/contract/tenant.ts'
import type { SettingsHere } from '../../functions/domain/settings-here.ts'
import { noControls } from '../../functions/domain/signal.ts'
import type { SequenceTemplateView } from '../../functions/contract/api/campaigns.ts'
import type { StepTemplate } from '../../functions/domain/step-template.ts'
import { routedTo } from '../../functions/domain/routes.ts'
import type { Sequence, SequenceVersion } from '../../functions/domain/sequence.ts'
import type { Counters } from '../../functions/domain/tallies.ts'
import { matchRoute } from '../../functions/runtime/http/match.ts'
import type { HttpAnswer } from '../../functions/runtime/http/problem.ts'
import { createRouter, type Once } from '../../functions/runtime/http/router.ts'
import { now, profile, rules } from '../domain/builders.ts'

export interface Call {
  method: string
  path: string
  query?: string
  body?: unknown
  raw?: string
  base64?: boolean
  headers?: Record<string, string>
  groups?: string | string[] | null
}

export interface Answered {
  status: number
  headers: Record<string, string>
  text: string
  // What a test expects of it, it asserts.
  json: Record<string, unknown>
}

export const apiWorld = () => {
  const state = {
    now,
    ids: 0,
    sequences: new Map<string, Sequence>(),
    versions: new Map<string, SequenceVersion>(),
    heads: new Map<string, ContactHead>(),
    profiles: new Map<string, ContactProfile>([[profile.key, profile]]),
    references: new Map<string, { id: string; contactKey: string; sequenceId: string }>(),
    finished: new Map<string, FinishedEnrollment>(),
    rows: new Map<string, MessageRow>(),
    drafts: new Map<string, Draft>(),
    addresses: new Map<string, AddressRecord>(),
    kept: new Map<string, KeptItem[]>(),
    handedOver: [] as string[],
    notifications: [] as Notification[],
    hours: new Map<string, Counters>(),
    webhooks: new Map<string, WebhookEndpoint>(),
    deliveries: [] as WebhookDelivery[],
    delivering: [] as DeliverWork[],
    dns: new Map<string, DnsAnswer>(),
    totals: new Map<string, Counters>(),
    gates: new Map<string, Gate>(),
    stepTemplates: new Map<string, StepTemplate>(),
    sequenceTemplates: new Map<string, SequenceTemplateView>(),
    attributes: [] as string[],
    interactions: [] as Omit<Interaction, 'id'>[],
    dispatched: [] as DispatchWork[],
    engaged: [] as EngageWork[],
    suppressed: [] as { key: string; channels: readonly string[] }[],
    unlinked: [] as { contactKey: string; addressKeys: string[]; leadIds: string[] }[],
    failures: [] as unknown[],
    controls: noControls,
    here: {} as SettingsHere,
    later: [] as { work: DispatchWork; seconds: number }[],
    dead: { enroll: [], dispatch: [], engage: [], heal: [], receive: [], crm: [], deliver: [] } as Record<WorkQueueName, KeptLetter[]>,
    redriven: [] as KeptLetter[],
    shelves: new Map<string | null, Awaited<ReturnType<SavedViewPorts['get']>>>(),
    depths: {} as Partial<Record<WorkQueueName, Awaited<ReturnType<OperationsPorts['depth']>>>>,
    schedules: { waiting: 0, more: false },
    executions: [] as Awaited<ReturnType<OperationsPorts['executions']>>,
    ...jobsInMemory(),
    leads: new Map<string, KnownLead>(),
    timeline: [] as Interaction[],
    records: {} as Partial<Record<AddressKind, AddressRecord>>,
    /** Leads by the stage they are in; each has one contact, `ck-<lead>`. */
    stages: new Map<string, string[]>(),
  }
  const found = (reference: { id: string; contactKey: string; sequenceId: string }): FoundEnrollment => {
    const head = state.heads.get(reference.contactKey) ?? null
    const live = head?.enrollments.find(({ id }) => id === reference.id) ?? null
    return {
      ...reference,
      head,
      live,
      finished: live ? null : (state.finished.get(reference.id) ?? null),
      profile: state.profiles.get(reference.contactKey) ?? null,
    }
  }
  const pageOf = <T>(all: T[], limit: number, from: number, idOf: (one: T) => string) => {
    const items = all.slice(from, from + limit)
    const last = items.at(-1)
    return { items, next: last && from + limit < all.length ? idOf(last) : null }
  }
  const store = (sequence: Sequence): StoredSequence => {
    if ([...state.sequences.values()].some((other) => other.slug === sequence.slug && other.id !== sequence.id))
      return { kind: 'slug_taken', slug: sequence.slug }
    const revision = state.sequences.get(sequence.id)?.revision ?? 0
    if (revision !== sequence.revision) return { kind: 'stale', current: state.sequences.get(sequence.id) ?? null }
    const next = { ...sequence, revision: revision + 1 }
    state.sequences.set(sequence.id, next)
    return { kind: 'stored', sequence: next }
  }
  /** The tenant's file. */
  const file: RuntimeSettings = {
    company: 'Acme <Homes>',
    postalAddress: '1 Main St',
    timeZone: 'America/New_York',
    stages: ['new'],
    dailyTouchLimit: 2,
    latenessHours: 72,
    windows: {},
    fromAddress: 'outreach@acme.example',
    fromName: 'Acme',
    senders: [],
    channels: defaultChannels,
  }
  const ports: ApiPorts = {
    now: () => state.now,
    newId: () => `01KAGJ0000000000000000000${state.ids++}`,
    entropy: () => BigInt(++state.ids) << 12n,
    sequences: {
      get: async (id) => state.sequences.get(id) ?? null,
      bySlug: async (slug) => [...state.sequences.values()].find((sequence) => sequence.slug === slug) ?? null,
      routes: async () =>
        [...state.sequences.values()].map(({ id, slug, version, exitRoutes }) => ({
          slug,
          to: routedTo(exitRoutes, state.versions.get(`${id}/${version}`)?.exitRoutes ?? {}),
        })),
      list: async ({ limit, after, status, q }) => {
        const all = [...state.sequences.values()]
          .filter((sequence) => (!status || sequence.status === status) && (!q || sequence.name.toLowerCase().includes(q.toLowerCase())))
          .toSorted((a, b) => (a.id < b.id ? 1 : -1))
        return pageOf(all, limit, after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1, ({ id }) => id)
      },
      put: async (sequence) => store(sequence),
      publish: async (sequence, version) => {
        const stored = store(sequence)
        if (stored.kind === 'stored') state.versions.set(`${sequence.id}/${version.version}`, version)
        return stored
      },
      version: async (id, version) => {
        const published = state.versions.get(`${id}/${version}`)
        if (!published) throw new Error('no such version')
        return published
      },
      versions: async (id, limit, before) => {
        const all = [...state.versions.values()]
          .filter(({ sequenceId, version }) => sequenceId === id && (before === undefined || version < before))
          .toSorted((a, b) => b.version - a.version)
        return { items: all.slice(0, limit), next: all.length > limit ? (all[limit - 1]?.version ?? null) : null }
      },
    },
    counters: {
      totals: async (ids) => ids.map((id) => state.totals.get(id) ?? {}),
      rollup: async () => null,
    },
    enrollments: {
      list: async (sequenceId, { limit, after, oldest, isWanted }) => {
        const newest = [...state.references.values()]
          .filter((reference) => reference.sequenceId === sequenceId)
          .toSorted((a, b) => (a.id < b.id ? 1 : -1))
        const all = oldest ? newest.toReversed() : newest
        const page = pageOf(all, limit, after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1, ({ id }) => id)
        const items = page.items.map(found).filter(({ live, finished }) => !isWanted || ((live ?? finished) !== null && isWanted(live)))
        return { items, next: page.next, looked: page.items.length }
      },
      ofContacts: async (profiles, { sequenceId, over }) =>
        profiles.flatMap(({ key }) =>
          [...state.references.values()]
            .filter((one) => one.contactKey === key && (sequenceId === undefined || one.sequenceId === sequenceId))
            .map(found)
            .filter(({ live }) => over || live !== null),
        ),
      find: async (id) => {
        const reference = state.references.get(id)
        return reference ? found(reference) : null
      },
      lastFinished: async (contactKey, sequenceId) =>
        [...state.finished.values()]
          .filter((one) => one.contactKey === contactKey && one.sequenceId === sequenceId)
          .map(({ finishedAt }) => finishedAt)
          .toSorted()
          .at(-1) ?? null,
      refer: async (reference) => void state.references.set(reference.id, reference),
    },
    messages: {
      rows: async (wanted) => wanted.map(({ id }) => state.rows.get(id) ?? null),
      openTasks: async (limit, { after, from = '', before = '~' }) => {
        const all = [...state.rows.values()]
          .filter(({ task, dueAt }) => task?.state === 'open' && dueAt >= from && dueAt < before)
          .toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1))
        return pageOf(all, limit, after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1, ({ id }) => id)
      },
      unknown: async (limit, after) => {
        const all = [...state.rows.values()].filter(({ status }) => status === 'unknown').toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1))
        return pageOf(all, limit, after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1, ({ id }) => id)
      },
      markArrived: async (_, id, { sentAt, settled }) => {
        const row = state.rows.get(id)
        const next = row && patched({ row, seen: [] }, { status: { to: 'sent', from: ['unknown'] }, sentAt, settled })
        if (next) state.rows.set(id, next.row)
      },
      closeTask: async (_, id, { state: done, outcome, at }) => {
        const row = state.rows.get(id)
        if (!row) return null
        const next: MessageRow = {
          ...row,
          task: { state: done, outcome, doneAt: at },
          events: { ...row.events, outcome, outcomeAt: at },
        }
        state.rows.set(id, next)
        return next
      },
    },
    gates: {
      get: async (id) => state.gates.get(id) ?? null,
      list: async (which, limit, after) => {
        const open = [...state.gates.values()].filter((gate) => (gate.state === 'open') === (which === 'open'))
        return pageOf(open, limit, after === undefined ? 0 : open.findIndex(({ id }) => id === after) + 1, ({ id }) => id)
      },
      decide: async (gate) => {
        if (state.gates.get(gate.id)?.state !== 'open') return false
        state.gates.set(gate.id, gate)
        return true
      },
    },
    sequenceTemplates: {
      get: async (id) => state.sequenceTemplates.get(id) ?? null,
      list: async (limit, after) => {
        const all = [...state.sequenceTemplates.values()].toReversed()
        return pageOf(all, limit, after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1, ({ id }) => id)
      },
      put: async (template) => void state.sequenceTemplates.set(template.id, template),
      remove: async (id) => void state.sequenceTemplates.delete(id),
    },
    stepTemplates: {
      get: async (id) => state.stepTemplates.get(id) ?? null,
      list: async (limit, after) => {
        const all = [...state.stepTemplates.values()].toReversed()
        return pageOf(all, limit, after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1, ({ id }) => id)
      },
      put: async (template) => {
        if ((state.stepTemplates.get(template.id)?.revision ?? 0) !== template.revision) return null
        const next = { ...template, revision: template.revision + 1 }
        state.stepTemplates.set(next.id, next)
        return next
      },
      remove: async (id) => void state.stepTemplates.delete(id),
    },
    contacts: {
      keyOf: (contactId) =>
        [...state.profiles.values(), ...state.heads.values()].find((one) => one.contactId === contactId)?.key ??
        (contactId.startsWith('tl-') ? `key of ${contactId}` : 'nobody'),
      profiles: async (wanted) => wanted.map((key) => state.profiles.get(key) ?? null),
      list: async (limit, after) => {
        const all = [...state.profiles.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1))
        return pageOf(all, limit, after === undefined ? 0 : all.findIndex(({ key }) => key === after) + 1, ({ key }) => key)
      },
      search: async (q, { limit, after }) => {
        const all = [...state.profiles.values()]
          .filter((one) => finderOf(q)(searchText(one)))
          .toSorted((a, b) => (searchText(a) < searchText(b) ? -1 : 1))
        const page = pageOf(all, limit, after === undefined ? 0 : all.findIndex(({ key }) => key === after) + 1, ({ key }) => key)
        return { ...page, looked: page.items.length }
      },
      records: async () => ({}),
      ofLead: async (leadId) => [...state.profiles.values()].filter((one) => one.leadId === leadId).map(({ key }) => key),
      primaryOf: async (leadId) => [...state.profiles.values()].find((one) => one.leadId === leadId)?.key ?? null,
      knownAttributes: async () => state.attributes,
    },
    suppressions: suppressionPortsOf(state.addresses, state.heads),
    addresses: {
      records: async (keys) => keys.map((key) => state.addresses.get(key) ?? null),
      suppress: async (key, _kind, channels) => void state.suppressed.push({ key, channels }),
    },
    person: {
      read: async (contactKey, { after, mostBytes }) => personPage(state.kept.get(contactKey) ?? [], after, mostBytes),
      notifications: async () => [],
    },
    erasure: {
      unlink: async (contactKey, traces) => {
        state.unlinked.push({ contactKey, ...traces })
        return { addresses: traces.addressKeys.length, leads: traces.leadIds.length }
      },
      clear: async (contactKey) => {
        const taken = <T extends { contactKey: string }>(all: Map<string, T>): number =>
          [...all].filter(([id, one]) => one.contactKey === contactKey && all.delete(id)).length
        const removed = {
          profile: state.profiles.delete(contactKey) ? 1 : 0,
          messages: taken(state.rows),
          interactions: state.interactions.filter((one) => one.contactKey === contactKey).length,
          enrollments: taken(state.finished),
          drafts: 0,
          gates: 0,
          other: 0,
        }
        state.interactions = state.interactions.filter((one) => one.contactKey !== contactKey)
        return { removed, addresses: 0, leads: 0, complete: true }
      },
    },
    jobs: jobPortsOf(state),
    drafts: {
      get: async (_key, id) => state.drafts.get(id) ?? null,
      of: async (_key, ids) => ids.flatMap((id) => state.drafts.get(id) ?? []),
      list: async (which, limit, after) => {
        const wanted = [...state.drafts.values()].filter(({ status }) => (status === 'pending') === (which === 'pending'))
        const all = wanted.toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1))
        const page = pageOf(all, limit, after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1, ({ id }) => id)
        return { items: page.items.map((draft) => ({ draft, head: state.heads.get(draft.contactKey) ?? null })), next: page.next }
      },
    },
    people: {
      lead: async (leadId) => state.leads.get(leadId) ?? null,
      leads: async (leadIds) => leadIds.map((id) => state.leads.get(id) ?? null),
      parts: async (contactKey) => ({
        head: state.heads.get(contactKey) ?? null,
        profile: state.profiles.get(contactKey) ?? null,
        finished: [...state.finished.values()].filter((one) => one.contactKey === contactKey),
        rows: [...state.rows.values()].filter((one) => one.contactKey === contactKey),
        interactions: state.timeline.filter((one) => one.contactKey === contactKey),
      }),
      head: async (contactKey) => state.heads.get(contactKey) ?? null,
      heads: async (contactKeys) => contactKeys.map((key) => state.heads.get(key) ?? null),
      records: async () => state.records,
    },
    stages: {
      idsIn: async (stage, limit, after) => {
        const ids = (state.stages.get(stage) ?? []).toSorted().filter((id) => after === null || id > after)
        return { ids: ids.slice(0, limit), next: ids.length > limit ? (ids[limit - 1] ?? null) : null }
      },
      contactsOf: async (leadIds) => leadIds.map((id) => [`ck-${id}`]),
      everIn: async (sequenceId, limit) => {
        const keys = [...state.references.values()].filter((one) => one.sequenceId === sequenceId).map(({ contactKey }) => contactKey)
        return { contactKeys: keys.slice(0, limit), complete: keys.length <= limit }
      },
    },
    settle: async (key, signalsFor, ahead) => {
      const head = state.heads.get(key) ?? null
      const signals = await signalsFor(head)
      const decided = decideAll(head, signals, state.now)
      await ahead?.(decided.decided)
      for (const effect of [...decided.before, ...decided.after]) {
        if (effect.kind === 'open_gate' && !state.gates.has(effect.gate.id)) state.gates.set(effect.gate.id, effect.gate)
        if (effect.kind === 'archive_enrollment') state.finished.set(effect.finished.id, effect.finished)
        if (effect.kind === 'put_message') state.rows.set(effect.row.id, effect.row)
        if (effect.kind === 'put_draft' && (state.drafts.get(effect.draft.id)?.revision ?? 0) < effect.draft.revision)
          state.drafts.set(effect.draft.id, effect.draft)
        if (effect.kind === 'hand_over') state.handedOver.push(effect.step)
      }
      if (decided.head) state.heads.set(key, decided.head)
      return { head: decided.head, decided: decided.decided }
    },
    interactions: { put: async (interaction) => void state.interactions.push(interaction) },
    dispatchQueue: {
      send: async (work, seconds) =>
        void (seconds === undefined ? state.dispatched.push(...work) : state.later.push(...work.map((one) => ({ work: one, seconds })))),
    },
    controls: controlPortsOf(state),
    crm: crmPortsOf({ hubspot: { vendor: 'hubspot' }, mine: { vendor: 'pipedrive' } }),
    notifications: notificationPortsOf(state),
    inbox: inboxPortsOf(state),
    log: logPortsOf(state),
    waiting: waitingPortsOf(state),
    webhooks: webhookPortsOf(state),
    senderCheck: {
      dns: {
        txt: async (name) => state.dns.get(`TXT ${name}`) ?? { kind: 'none' },
        cname: async (name) => state.dns.get(`CNAME ${name}`) ?? { kind: 'none' },
      },
      dkimTokens: async () => ['t1', 't2', 't3'],
      memory: {},
    },
    deadLetters: deadLettersOf(state),
    operations: {
      depth: async (queue) => state.depths[queue] ?? null,
      schedules: async () => state.schedules,
      executions: async (limit) => state.executions.slice(0, limit),
    },
    savedViews: savedViewPortsOf(state),
    engageQueue: { send: async (work) => void state.engaged.push(...work) },
    sweep: { run: async (only) => ({ looked: only === 'leads' ? 1 : 2, handedOver: 0, resent: 0 }) },
    readToken: (token) => (token === 'good' ? { addressKey: 'ae1', messageId: 'M1' } : null),
    settings: file,
    file,
    tenant: 'acme',
    signIn: { url: 'https://issuer.example', clientId: 'client-1' },
    adapters: [{ channel: 'email', adapter: 'ses', simulated: false }],
    rules,
  }
  const kept = new Map<string, { payload: string; answer: HttpAnswer }>()
  const once: Once = async ({ scope, key, payload }, act) => {
    const known = kept.get(`${scope} ${key}`)
    if (known && known.payload !== payload) return { kind: 'other_request' }
    if (known) return { kind: 'answered', answer: known.answer, replayed: true }
    const answer = await act()
    if (answer.statusCode < 400) kept.set(`${scope} ${key}`, { payload, answer })
    return { kind: 'answered', answer, replayed: false }
  }
  const router = createRouter(createVerbs(ports), (error) => state.failures.push(error), once)

  const call = async ({
    method,
    path,
    query = '',
    body,
    raw,
    base64 = false,
    headers = {},
    groups = 'member',
  }: Call): Promise<Answered> => {
    const claims = { sub: 'u-1', email: 'ann@acme.example', ...(groups ? { 'cognito:groups': groups } : {}) }
    const event = {
      version: '2.0',
      rawPath: path,
      rawQueryString: query,
      headers: { ...(body === undefined && raw === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      requestContext: {
        requestId: 'r-1',
        http: { method },
        ...(groups === null ? {} : { authorizer: { jwt: { claims, scopes: [] } } }),
      },
      body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
      isBase64Encoded: base64,
    }
    // Only what the router reads of an event.
    const answered = await router(event as unknown as Parameters<typeof router>[0])
    const type = answered.headers['content-type'] ?? ''
    const json = type.includes('json') ? (JSON.parse(answered.body) as Record<string, unknown>) : {}
    const match = matchRoute(method, path)
    if (type === 'application/json' && match.kind === 'route') strict(match.route).parse(json)
    if (type === 'application/problem+json') problemSchema.parse(json)
    return { status: answered.statusCode, headers: answered.headers, text: answered.body, json }
  }
  return { state, ports, call, routes }
}

/** As the route's own schema, but that an unknown key is a mistake where the answer is one object. */
const strict = (route: Route) =>
  'strict' in route.answer && typeof route.answer.strict === 'function' ? (route.answer.strict() as Route['answer']) : route.answer

export const problemOf = ({ json }: Answered): Problem => problemSchema.parse(json)
