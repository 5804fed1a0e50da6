/** Everything that the product does, once, on one stack: what `npm run iam` holds the synthesized grants against. */
import type { DraftView } from '../../functions/contract/api/drafts.ts'
import { workQueues } from '../../functions/contract/dead-letters.ts'
import { simulatorNumbers } from '../../functions/contract/simulator-numbers.ts'
import type { EnrollmentView, MessageView, SequenceView } from '../../functions/contract/api/views.ts'
import { closedAddresses } from './closed-addresses.ts'
import { breakGuardrail } from './guardrail.ts'
import { attioUpdate, callCrm, fillCrmSecrets, followUpBossUpdate, says } from './crm-calls.ts'
import { crmSamples } from '../hooks/crm-samples.ts'
import { openReceiver } from './receiver.ts'
import { leadEvent, tourSequence, type World } from './world.ts'

const step = (channel: string, delayMinutes: number, extra: Record<string, unknown> = {}) => ({
  name: channel,
  channel,
  delayMinutes,
  body: `{{first_name}}, by ${channel}`,
  ...(channel === 'email' ? { subject: 'Hi' } : {}),
  ...extra,
})

/** Editing: a draft, its steps, versions, pausing, archiving. */
const edit = async (world: World): Promise<void> => {
  const draft = await world.api<SequenceView>('POST', '/sequences', {
    ...tourSequence({ name: 'Edited' }),
    status: 'draft',
    triggerStage: null,
  })
  const added = await world.api<SequenceView>('POST', `/sequences/${draft.id}/steps`, step('task', 20_000))
  const last = added.steps.at(-1)?.id ?? ''
  await world.api('PUT', `/sequences/${draft.id}/steps/${last}`, step('task', 30_000))
  await world.api('DELETE', `/sequences/${draft.id}/steps/${last}`)
  await world.api('POST', `/sequences/${draft.id}/publish`)
  await world.api('PUT', `/sequences/${draft.id}`, { status: 'active' })
  await world.api('PUT', `/sequences/${draft.id}`, { description: 'edited' })
  await world.api('POST', `/sequences/${draft.id}/enroll`, { contactIds: ['c-1'], onConflict: 'parallel' })
  await world.api('PUT', `/sequences/${draft.id}`, { status: 'paused' })
  await world.advance('P1D')
  await world.api('PUT', `/sequences/${draft.id}`, { status: 'active' })
  await world.advance('PT1M')
  await world.api('DELETE', `/sequences/${draft.id}`)
  const triggered = await world.api<SequenceView>('POST', '/sequences', tourSequence({ name: 'Archived', triggerStage: 'under-contract' }))
  await world.api('DELETE', `/sequences/${triggered.id}`)
  await world.advance('PT1M')
}

/** People's hands on enrollments, messages and tasks. */
const byHand = async (world: World): Promise<void> => {
  const sequence = await world.api<SequenceView>('POST', '/sequences', {
    name: 'By hand',
    status: 'active',
    policies: { completeAfterDays: 1 },
    steps: [step('task', 0), step('linkedin', 10), step('email', 60, { body: 'About {{zip}}' }), step('sms', 120)],
  })
  const answer = await world.api<{ results: { enrollmentId: string | null }[] }>('POST', `/sequences/${sequence.id}/enroll`, {
    leadIds: ['lead-1', 'lead-2', 'lead-3', 'lead-4', 'lead-5', 'lead-6'],
  })
  const [first, second, third, fourth, fifth] = answer.results.map((result) => result.enrollmentId ?? '')
  await world.advance('PT15M')
  const tasks = await world.api<{ items: MessageView[] }>('GET', '/tasks')
  if (tasks.items[0]) await world.api('POST', `/messages/${tasks.items[0].id}/outcome`, { outcome: 'done' })
  const act = (id: string | undefined, action: string) =>
    world.api<EnrollmentView>('PUT', `/sequences/${sequence.id}/enrollments/${id}`, { action, reason: 'journey' })
  await act(first, 'pause')
  await act(first, 'resume')
  await act(second, 'skip')
  await act(third, 'cancel')
  await act(fourth, 'convert')
  await world.api('PUT', `/sequences/enrollments/${fifth}`, { action: 'reject' })
  await world.advance('PT3H')
  const messages = await world.messages(sequence.id)
  const held = messages.find((message) => message.status === 'held' || message.status === 'skipped' || message.status === 'failed')
  if (held) await world.call('POST', `/sequences/${sequence.id}/messages/${held.id}/resend`)
  await world.advance('P5D')
}

/** What comes back. */
const answers = async (world: World): Promise<void> => {
  const occurredAt = await world.now()
  const people = [
    leadEvent(21, { email: 'bounce+21@simulator.amazonses.com' }, { occurredAt }),
    leadEvent(22, { email: 'bounce+22@simulator.amazonses.com', consent: { email: true } }, { occurredAt }),
    leadEvent(23, { email: 'complaint+23@simulator.amazonses.com' }, { occurredAt }),
    leadEvent(24, { email: 'replying@example.net' }, { occurredAt }),
    leadEvent(25, { email: 'away@example.net' }, { occurredAt }),
    leadEvent(26, {}, { occurredAt }),
    leadEvent(27, { email: 'opens-and-clicks@persona.example' }, { occurredAt }),
    leadEvent(28, {}, { occurredAt }),
    // Its provider is a mock, which tells later what became of the text.
    leadEvent(30, { phone: simulatorNumbers.good }, { occurredAt }),
    // Healed by another address of the same person.
    leadEvent(
      29,
      { email: 'bounce+29@simulator.amazonses.com', alternativeEmail: 'home29@example.net', consent: { email: true } },
      { occurredAt },
    ),
  ]
  await world.publish(...people)
  await world.advance('PT10M')
  const reply = (from: string, headers: string, to = 'outreach@demo.example.com') =>
    world.local('inbound', {
      channel: 'email',
      raw: `From: ${from}\r\nTo: ${to}\r\nSubject: Re: Hi\r\nMessage-ID: <${from}>\r\n${headers}\r\nYes.`,
    })
  const [answered] = await world.outbox({ to: 'replying@example.net' })
  await reply('replying@example.net', '', answered?.headers?.['Reply-To'])
  await reply('away@example.net', 'Auto-Submitted: auto-replied\r\n')
  await world.local('inbound', { channel: 'sms', from: '+13125551028', to: '+13125550000', text: 'STOP' })
  const [mail] = await world.outbox({ to: 'success+26@simulator.amazonses.com' })
  const link = /<([^>]+)>/.exec(mail?.headers?.['List-Unsubscribe'] ?? '')?.[1] ?? ''
  await fetch(link)
  await fetch(link, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  })
  await world.advance('P1D')
}

/** A contact whose mailbox is known to be dead enters another sequence: its first email is healed when it falls due, and leaves as a text at once. */
const healAtOnce = async (world: World): Promise<void> => {
  const enrollIn = async (name: string) => {
    const sequence = await world.api<SequenceView>('POST', '/sequences', {
      name,
      status: 'active',
      steps: [step('email', 0), step('email', 60), step('task', 90)],
    })
    await world.api('POST', `/sequences/${sequence.id}/enroll`, { contactIds: ['c-41'] })
    await world.advance('PT5M')
  }
  await world.publish(leadEvent(41, { email: 'bounce+41@simulator.amazonses.com' }, { stage: 'assigned', occurredAt: await world.now() }))
  await world.advance('PT0S')
  await enrollIn('Finds it dead')
  await enrollIn('Knows it dead')
}

/** A soft bounce waits an hour; a text that opts in again finds a step due whose wake-up was lost. */
const delayed = async (world: World): Promise<void> => {
  const sequence = await world.api<SequenceView>('POST', '/sequences', {
    name: 'Delayed',
    status: 'active',
    steps: [step('email', 0), step('task', 60)],
  })
  await world.publish(leadEvent(42, {}, { stage: 'assigned', occurredAt: await world.now() }))
  await world.advance('PT0S')
  await world.local('inbound', { channel: 'sms', from: '+13125551042', to: '+13125550000', text: 'STOP' })
  await world.advance('PT0S')
  await world.api('POST', `/sequences/${sequence.id}/enroll`, { contactIds: ['c-42', 'c-26'] })
  await world.advance('PT59M')
  await world.forgetSchedules()
  await world.advance('PT1M')
  await world.local('inbound', { channel: 'sms', from: '+13125551042', to: '+13125550000', text: 'START' })
  await world.advance('PT10M')

  const soft = await world.api<SequenceView>('POST', '/sequences', {
    name: 'Soft',
    status: 'active',
    steps: [step('email', 0), step('task', 600)],
  })
  await world.publish(leadEvent(43, { email: 'full-43@persona.example' }, { stage: 'assigned', occurredAt: await world.now() }))
  await world.advance('PT0S')
  await world.api('POST', `/sequences/${soft.id}/enroll`, { contactIds: ['c-43'] })
  await world.advance('PT1M')
  await world.advance('PT2H')
}

/** Steps that wait for what a person records or approves. */
const waits = async (world: World): Promise<void> => {
  await world.publish(leadEvent(51, {}, { stage: 'assigned', occurredAt: await world.now() }))
  await world.advance('PT0S')
  const sequence = await world.api<SequenceView>('POST', '/sequences', {
    name: 'Waits',
    status: 'active',
    steps: [
      step('call', 0),
      step('email', 10, { condition: { tests: [{ kind: 'call_outcome', step: 's1', outcomes: ['answered'] }] } }),
      step('email', 60, { condition: { tests: [{ kind: 'opened', step: 's2' }], withinMinutes: 10 } }),
      step('task', 2880, { brief: 'Look whether {{boat}} is theirs', body: '' }),
      step('task', 2890, { approval: 'draft' }),
    ],
  })
  await world.api('POST', `/sequences/${sequence.id}/enroll`, { contactIds: ['c-51'] })
  await world.advance('PT1H')
  const [call] = await world.messages(sequence.id)
  await world.api('POST', `/messages/${call?.id}/outcome`, { outcome: 'answered' })
  await world.advance('P2D')
  const { items } = await world.api<{ items: DraftView[] }>('GET', '/drafts')
  const [first, second] = items.filter(({ sequenceId }) => sequenceId === sequence.id)
  const edited = await world.api<DraftView>('PUT', `/drafts/${first?.id}`, { body: 'Look', revision: first?.revision })
  await world.api('POST', `/drafts/${edited.id}/approve`, { hash: edited.hash })
  await world.api('GET', `/drafts/${second?.id}`)
  await world.api('POST', `/drafts/${second?.id}/dismiss`, {})
  await world.advance('P1D')
}

/** A sequence's life: paused until a date, taken over, moved to a newer version; and a contact who is erased. */
const lifecycle = async (world: World): Promise<void> => {
  const path = (id: string): string => `/sequences/${id}`
  const sequence = await world.api<SequenceView>('POST', '/sequences', {
    name: 'Lifecycle',
    status: 'active',
    steps: [step('email', 0), step('task', 1440), step('task', 2880)],
  })
  await world.publish(...[61, 62].map((n) => leadEvent(n, {}, { stage: 'assigned' })))
  await world.advance('PT0S')
  const { results } = await world.api<{ results: { enrollmentId: string | null }[] }>('POST', `${path(sequence.id)}/enroll`, {
    contactIds: ['c-61', 'c-62'],
  })
  const [first, second] = results.map(({ enrollmentId }) => enrollmentId ?? '')
  await world.advance('PT1M')
  const until = new Date(Date.parse(await world.now()) + 3_600_000).toISOString()
  await world.api('PUT', `/sequences/enrollments/${first}`, { action: 'pause', until })
  await world.api('PUT', `/sequences/enrollments/${second}`, { action: 'take-over', reason: 'by phone' })
  await world.advance('PT80M')
  await world.api('PUT', path(sequence.id), {
    steps: [{ ...step('email', 0), id: 's1' }, { ...step('task', 4320), id: 's3' }, step('sms', 5000)],
  })
  await world.api('GET', `${path(sequence.id)}/publish-preview`)
  await world.api('POST', `${path(sequence.id)}/publish`, { running: 'move' })
  await world.advance('PT1M')
  await world.api('DELETE', '/contacts/c-62', undefined, 'admin')
  await world.publish(leadEvent(62, {}, { stage: 'offer-sent', occurredAt: await world.now() }))
  await world.advance('P5D')
}

/** Every function that can end an enrollment hands its exit route over; a person passes one gate and closes another. */
const handOffs = async (world: World): Promise<void> => {
  const next = await world.api<SequenceView>('POST', '/sequences', {
    name: 'Next',
    status: 'active',
    policies: { reentry: { kind: 'always' } },
    steps: [step('task', 60)],
  })
  const routed = (name: string, exit: string, fields: Record<string, unknown>) =>
    world.api<SequenceView>('POST', '/sequences', { name, status: 'active', exitRoutes: { [exit]: 'next' }, ...fields })
  const people = [
    leadEvent(65, {}, { stage: 'assigned', occurredAt: await world.now() }),
    leadEvent(61, {}, { stage: 'assigned', occurredAt: await world.now() }),
    leadEvent(62, { email: 'routed-reply@example.net' }, { stage: 'assigned', occurredAt: await world.now() }),
    leadEvent(
      63,
      { email: 'bounce+63@simulator.amazonses.com', consent: { email: true } },
      { stage: 'assigned', occurredAt: await world.now() },
    ),
  ]
  await world.publish(...people)
  await world.advance('PT0S')
  const enrollIn = async ({ id }: SequenceView, contact: string): Promise<string> => {
    const { results } = await world.api<{ results: { enrollmentId: string | null }[] }>('POST', `/sequences/${id}/enroll`, {
      contactIds: [contact],
      onConflict: 'parallel',
    })
    await world.advance('PT5M')
    return results[0]?.enrollmentId ?? ''
  }
  await enrollIn(await routed('Completes', 'completed', { steps: [step('task', 0)] }), 'c-61')
  await enrollIn(await routed('Replies', 'replied', { steps: [step('email', 0), step('task', 600)] }), 'c-62')
  await world.local('inbound', {
    channel: 'email',
    raw: 'From: routed-reply@example.net\r\nTo: outreach@demo.example.com\r\nSubject: Re: Hi\r\nMessage-ID: <routed>\r\n\r\nYes.',
  })
  await enrollIn(await routed('Bounces', 'bounced', { steps: [step('email', 0), step('email', 600)] }), 'c-63')
  await routed('Converts', 'converted', { triggerStage: 'contacted', goalStages: ['assigned'], steps: [step('task', 600)] })
  for (const stage of ['contacted', 'assigned']) {
    await world.publish(leadEvent(64, {}, { stage, occurredAt: await world.now() }))
    await world.advance('PT5M')
  }
  const byHand = await routed('Converted by hand', 'converted', { steps: [step('task', 6000)] })
  await world.api('PUT', `/sequences/enrollments/${await enrollIn(byHand, 'c-65')}`, { action: 'convert' })
  await world.advance('PT2H')
  for (const verb of ['pass', 'close']) {
    const enrollment = await enrollIn(await routed(`Books and ${verb}`, 'moved', { steps: [step('task', 6000)] }), 'c-61')
    await world.api('PUT', `/sequences/enrollments/${enrollment}`, { action: 'book' })
    await world.api('GET', '/gates')
    await world.api('GET', `/gates/${enrollment}`)
    await world.api('POST', `/gates/${enrollment}/${verb}`, verb === 'pass' ? { sequences: ['next'] } : {})
  }
  await world.advance('P1D')
  const followed = await world.enrollments(next.id)
  if (followed.length !== 6) throw new Error(`${followed.length} of 6 hand-offs were carried out`)
}

/** SES asks for a slower pace: the channel pauses, and the refused mail leaves with its next try. */
const throttled = async (world: World): Promise<void> => {
  await world.publish(leadEvent(71, { email: 'throttled-71@persona.example' }, { stage: 'assigned', occurredAt: await world.now() }))
  await world.advance('PT0S')
  const sequence = await world.api<SequenceView>('POST', '/sequences', { name: 'Throttled', status: 'active', steps: [step('email', 0)] })
  await world.api('POST', `/sequences/${sequence.id}/enroll`, { contactIds: ['c-71'] })
  await world.advance('PT1H')
  const mails = await world.outbox({ to: 'throttled-71@persona.example' })
  if (mails.length !== 1) throw new Error(`${mails.length} mails to somebody whose first one was refused for its pace`)
}

/** Documents, copies and templates. */
const reuse = async (world: World): Promise<void> => {
  const document = await world.api<{ touchline: 1; sequences: Record<string, unknown>[] }>('GET', '/sequences/export?ids=next')
  await world.api('POST', '/sequences/import', { ...document, replace: true })
  const { id } = await world.api<SequenceView>('GET', '/sequences/next')
  await world.api('POST', `/sequences/${id}/duplicate`, {})
  const template = await world.api<{ id: string }>('POST', '/step-templates', { name: 'Call', step: step('call', 0) })
  await world.api('PUT', `/step-templates/${template.id}`, { name: 'Call', step: step('call', 10) })
  await world.api('GET', '/step-templates')
  await world.api('DELETE', `/step-templates/${template.id}`)
  const whole = await world.api<{ id: string }>('POST', '/sequence-templates', { name: 'Next', sequenceId: 'next' })
  await world.api('GET', '/sequence-templates')
  await world.api('DELETE', `/sequence-templates/${whole.id}`)
}

/** A step that a dead process left behind, and a lead whose stage change was never settled: what the sweeps are for. */
const sweeps = async (world: World): Promise<void> => {
  const occurredAt = await world.now()
  await world.publish(leadEvent(31, {}, { occurredAt }))
  await world.advance('PT1M')
  await world.forgetSchedules()
  await world.markPending('lead-31')
  await world.api('POST', '/sequences/trigger-check', undefined, 'admin')
  await world.api('POST', '/sequences/message-dispatch', undefined, 'admin')
  await world.advance('P8D')
}

/** Many at once: a CSV, a list of leads, a backfill; and what is told of leads and contacts. */
const bulk = async (world: World): Promise<void> => {
  await world.publish(...[51, 52].map((n) => leadEvent(n, {}, { stage: 'offer-sent' })))
  await world.advance('PT1M')
  const sequence = await world.api<SequenceView>('POST', '/sequences', tourSequence({ name: 'Bulk', triggerStage: 'offer-sent' }))
  const { toEnroll } = await world.api<{ toEnroll: number }>('GET', `/sequences/${sequence.id}/backfill`)
  await world.api('POST', `/sequences/${sequence.id}/backfill`, { expected: toEnroll })
  await world.api('POST', `/sequences/${sequence.id}/bulk-enroll`, { leadIds: ['lead-1', 'nobody'] })
  const csv = 'contactId,leadId,email,phone,consentEmail,street\nc-53,lead-53,success+53@simulator.amazonses.com,+13125551053,yes,1 Oak St'
  const { id } = await world.api<{ id: string }>('POST', `/sequences/${sequence.id}/bulk-enroll`, { csv })
  const unnamed = { csv: 'email,phone,street\nignores-54@persona.example,+13125551054,2 Oak St' }
  await world.api('POST', `/sequences/${sequence.id}/conflicts`, unnamed)
  await world.api('POST', `/sequences/${sequence.id}/bulk-enroll`, unnamed)
  await world.advance('PT1M')
  for (const path of [
    '/jobs',
    `/jobs/${id}`,
    `/jobs/${id}/rows`,
    '/leads',
    '/leads/lead-51',
    '/leads/lead-51/timeline',
    '/contacts/c-53/timeline',
  ])
    await world.api('GET', path)
  const other = await world.api<SequenceView>('POST', '/sequences', tourSequence({ name: 'Moved into', triggerStage: null }))
  const paused = await world.api<{ id: string }>('POST', `/sequences/${sequence.id}/bulk-action`, {
    action: 'pause',
    matching: { status: 'active' },
  })
  await world.advance('PT1M')
  await world.api('POST', `/jobs/${paused.id}/undo`)
  await world.advance('PT1M')
  const [first] = (await world.enrollments(sequence.id)).filter(({ status }) => status === 'active')
  await world.api('POST', `/sequences/${sequence.id}/bulk-action`, { action: 'move', to: other.id, enrollmentIds: [first?.id] })
  await world.advance('PT1M')
  if ((await world.enrollments(other.id)).length !== 1) throw new Error('nobody was moved')
  const [message] = await world.messages(sequence.id)
  if (message) for (const part of ['', '/why']) await world.api('GET', `/messages/${message.id}${part}`)
}

/** What no function can read, looked at and sent back; and all sending stopped, limited, and on again. */
const operations = async (world: World): Promise<void> => {
  for (const queue of [
    'EnrollmentStageChangesQueue',
    'SchedulingDueQueue',
    'EngagementHappeningsQueue',
    'HealingFailuresQueue',
    'ReceivingMailsQueue',
    'DeliveriesEventsQueue',
  ])
    await world.enqueue(queue, { kind: 'nothing that anybody works on' })
  await world.advance('PT0S')
  await world.api('GET', '/dead-letters', undefined, 'admin')
  for (const queue of workQueues) await world.api('POST', '/dead-letters/redrive', { queue }, 'admin')
  await world.advance('PT0S')
  const { items } = await world.api<{ items: { id: string }[] }>('GET', '/dead-letters', undefined, 'admin')
  for (const { id } of items) await world.api('DELETE', `/dead-letters/${id}`, undefined, 'admin')

  const sequence = await world.api<SequenceView>('POST', '/sequences', { name: 'Stopped', status: 'active', steps: [step('email', 0)] })
  await world.api('PUT', '/settings', { sending: 'stopped' }, 'admin')
  await world.api('POST', `/sequences/${sequence.id}/enroll`, { contactIds: ['c-4'], onConflict: 'parallel' })
  await world.advance('PT1M')
  await world.api('PUT', '/settings', { sending: 'on', absences: [] }, 'admin')
  await world.advance('PT2H')
}

/** What an operator looks at, and what people keep of what they look at. */
const looks = async (world: World): Promise<void> => {
  for (const path of ['/operations', '/setup']) await world.api('GET', path, undefined, 'admin')
  const id = '01KAGJ00000000000000000001'
  await world.api('PUT', `/views/${id}`, { screen: 'enrollments', name: 'Paused', query: 'status=paused' })
  await world.api('PUT', `/views/${id}`, { screen: 'enrollments', name: 'Paused', query: 'status=paused', shared: true })
  await world.api('GET', '/views?screen=enrollments')
  await world.api('DELETE', `/views/${id}`)
}

/** A sequence that pauses itself, and what is said of it. */
const guardrail = async (world: World): Promise<void> => {
  await breakGuardrail(world)
  const { items } = await world.api<{ items: { id: string }[] }>('GET', '/notifications?unread=true')
  await world.api('PUT', `/notifications/${items[0]?.id}`, { read: true })
  await world.api('PUT', `/notifications/${items[0]?.id}`, { read: false })
  await world.api('POST', '/notifications/read-all')
}

/** Every CRM calls; what one of them says is changed, and what cannot be mapped waits for an operator. */
const crms = async (world: World): Promise<void> => {
  await fillCrmSecrets(world, 'demo')
  const occurredAt = await world.now()
  const person = (id: string) => ({ id, email: `success+${id}@simulator.amazonses.com`, phone: '+13125551091', consent: { email: true } })
  for (const source of ['hubspot', 'pipedrive', 'salesforce'] as const)
    for (const { body } of crmSamples().filter(({ vendor }) => vendor === source)) await callCrm(world, source, body)
  await callCrm(world, 'fub', followUpBossUpdate(4401))
  await callCrm(world, 'attio', attioUpdate('r-1'))
  for (const id of ['c-91', 'c-92', 'c-93']) await callCrm(world, 'website', says('Contact Changed', { contact: person(id), occurredAt }))
  await callCrm(world, 'website', says('Contact Replied', { contactId: 'c-91', channel: 'email', text: 'Yes.', occurredAt }))
  await callCrm(world, 'website', says('Contact Merged', { into: 'c-92', from: ['c-91'], occurredAt }))
  await callCrm(world, 'website', says('Contact Deleted', { contactId: 'c-92', occurredAt }))
  await callCrm(world, 'website', says('Lead Deleted', { leadId: 'c-93', occurredAt }))
  const mapping = { expressions: { '*': '{ "type": event.type, "detail": event.detail }' } }
  await world.api('GET', '/crm/sources')
  await world.api('PUT', '/crm/sources/website/mapping', { mapping, revision: 0 }, 'admin')
  await world.api('POST', '/crm/sources/website/mapping/try', { payload: says('Ping', {}) }, 'admin')
  await world.api('DELETE', '/crm/sources/website/mapping?revision=1', undefined, 'admin')
}

/** A webhook that is down for an hour, and one that is gone. */
const webhooks = async (world: World): Promise<void> => {
  const receiver = await openReceiver()
  const admin = <T>(method: string, path: string, body?: unknown) => world.api<T>(method, `/webhooks${path}`, body, 'admin')
  try {
    const { id } = await admin<{ id: string }>('POST', '', { url: receiver.url })
    await admin('PUT', `/${id}`, { description: 'ours' })
    await admin('GET', `/${id}/secret`)
    await admin('POST', `/${id}/rotate-secret`)
    receiver.answers.push(500, 500, 500, 500)
    await admin('POST', `/${id}/test`)
    await world.advance('PT1H')
    await world.publish(leadEvent(95, {}, { stage: 'new', occurredAt: await world.now() }))
    await world.advance('PT1M')
    const { items } = await admin<{ items: { id: string }[] }>('GET', `/${id}/deliveries`)
    await admin('POST', `/${id}/deliveries/${items[0]?.id}/redeliver`)
    receiver.answers.push(410)
    await world.advance('PT1M')
    await world.api('DELETE', '/contacts/c-95', undefined, 'admin')
    await admin('GET', '')
    await admin('DELETE', `/${id}`)
    if (receiver.received.length < 6) throw new Error(`${receiver.received.length} deliveries came`)
  } finally {
    receiver.close()
  }
}

export const fullJourney = async (world: World): Promise<void> => {
  await world.api('POST', '/sequences', tourSequence({ goalStages: ['assigned'], policies: { reentry: { kind: 'always' } } }))
  await world.publish(...[1, 2, 3, 4, 5, 6].map((n) => leadEvent(n)), leadEvent(7, { email: null, phone: null }), { stage: 'unparsable' })
  await world.advance('PT2H')
  await world.publish(
    leadEvent(2, {}, { stage: 'assigned', occurredAt: await world.now() }),
    leadEvent(3, {}, { stage: 'contacted', occurredAt: await world.now() }),
  )
  await world.advance('PT1H')
  await edit(world)
  await byHand(world)
  await answers(world)
  await healAtOnce(world)
  await delayed(world)
  await waits(world)
  await handOffs(world)
  await throttled(world)
  await reuse(world)
  await lifecycle(world)
  await bulk(world)
  await sweeps(world)
  await crms(world)
  await closedAddresses(world)
  await operations(world)
  await looks(world)
  await guardrail(world)
  await webhooks(world)
  for (const path of [
    '/sequences',
    '/sequences/stats',
    '/contacts',
    '/contacts/c-1',
    '/tasks',
    '/messages',
    '/settings',
    '/settings/sender-check',
    '/sign-in',
    '/openapi.json',
  ])
    await world.api('GET', path)
  for (const { id } of (await world.api<{ items: SequenceView[] }>('GET', '/sequences')).items) {
    for (const part of ['', '/enrollments', '/messages', '/analytics']) await world.api('GET', `/sequences/${id}${part}`)
  }
}
