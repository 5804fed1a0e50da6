import { beforeEach, describe, expect, it } from 'vitest'
import type { RunningCall } from '../../functions/adapters/call/telnyx-commands.ts'
import { callProgressWork, type CallProgressWork } from '../../functions/contract/work.ts'
import { callProgress, type ProgressPorts } from '../../functions/dispatch/call-progress.ts'
import { messageRow } from '../../functions/domain/message-row.ts'
import type { MessageRow } from '../../functions/domain/message.ts'
import type { ContactHead } from '../../functions/domain/contact.ts'
import type { Records } from '../../functions/domain/reachable.ts'
import { noControls, type TenantControls } from '../../functions/domain/signal.ts'
import { enrollment, enrollmentId, head, now, record } from '../domain/builders.ts'
import { messageIdOf } from '../../functions/domain/ids.ts'

const of = { contactKey: 'ck1', enrollmentId, messageId: messageIdOf(enrollmentId, 1), attemptId: 'A1', step: 's1', sequenceId: 'SEQ1' }
const row = (over: Partial<MessageRow> = {}): MessageRow => {
  const [item] = enrollment().plan
  if (!item) throw new Error('an enrollment without a plan')
  const attempt = { id: 'A1', startedAt: '', adapter: 'telnyx', outcome: 'accepted' as const, revision: 1, verdicts: [] }
  return {
    ...messageRow(
      head(),
      enrollment(),
      { ...item, channel: 'call' },
      { status: 'sent', attempts: [attempt], body: 'Hi Dana, this is Sam.' },
    ),
    ...over,
  }
}

let given: string[]
let over: boolean
let known: MessageRow | null
let inFlight: string | undefined
let contact: ContactHead | null
let records: Records
let sending: TenantControls['sending']
beforeEach(() => {
  given = []
  over = false
  known = row()
  inFlight = undefined
  contact = head()
  records = {}
  sending = 'on'
})
const give =
  (name: string) =>
  ({ callId, state }: RunningCall, text?: string): Promise<'done' | 'over'> => {
    const more = [state.unsaid, text].filter((one) => one !== undefined)
    given.push([name, callId, state.heard ?? 'nobody yet', ...more].join(' | '))
    return Promise.resolve(over ? 'over' : 'done')
  }
const ports = (leavesVoicemail = true): ProgressPorts => ({
  message: () => Promise.resolve(known),
  records: () => Promise.resolve({ records, controls: { ...noControls, sending } }),
  steered: {
    commands: { leavesVoicemail, speak: give('speak'), hangUp: give('hang up'), remember: give('remember') },
    head: () =>
      Promise.resolve(
        contact && {
          ...contact,
          ...(inFlight === undefined
            ? {}
            : { inFlight: { enrollmentId, step: 's1', attemptId: inFlight, at: now, touchDay: '', adapter: 'telnyx' } }),
        },
      ),
  },
})
const work = (event: CallProgressWork['event'], heard?: CallProgressWork['heard']): CallProgressWork =>
  callProgressWork.parse({
    kind: 'call_progress',
    provider: 'telnyx',
    of,
    callId: 'v3:call',
    eventId: 'e1',
    at: '2026-11-20T15:00:20Z',
    event,
    ...(heard ? { heard } : {}),
  })

describe('a call that is steered while it runs', () => {
  it('listens for who picked up before it says anything', async () => {
    expect(await callProgress(ports(), work({ type: 'answered' }))).toBe('call_answered')
    expect(given).toEqual([])
  })

  it.each(['human', 'unknown'] as const)('speaks the step’s text at once to what may be a person (%s)', async (by) => {
    expect(await callProgress(ports(), work({ type: 'detected', by }))).toBe('spoken')
    expect(given).toEqual([`speak | v3:call | ${by} | Hi Dana, this is Sam.`])
  })

  it('waits for a machine’s tone, and leaves the text then', async () => {
    expect(await callProgress(ports(), work({ type: 'detected', by: 'machine' }))).toBe('machine_heard')
    expect(await callProgress(ports(), work({ type: 'greeting_ended' }))).toBe('spoken')
    expect(given).toEqual(['remember | v3:call | machine', 'speak | v3:call | machine | Hi Dana, this is Sam.'])
  })

  it('hangs up on a machine where the tenant says so', async () => {
    expect(await callProgress(ports(false), work({ type: 'detected', by: 'machine' }))).toBe('hung_up')
    expect(given).toEqual(['hang up | v3:call | machine'])
  })

  it('ends once all is said, and keeps who heard it', async () => {
    expect(await callProgress(ports(), work({ type: 'speak_ended' }, 'machine'))).toBe('hung_up')
    expect(given).toEqual(['hang up | v3:call | machine'])
  })

  it('is over where the person hung up first', async () => {
    over = true
    expect(await callProgress(ports(), work({ type: 'detected', by: 'human' }))).toBe('call_over')
    expect(await callProgress(ports(), work({ type: 'detected', by: 'machine' }))).toBe('call_over')
    expect(await callProgress(ports(), work({ type: 'speak_ended' }))).toBe('call_over')
  })

  it('is asked again while its message is being recorded', async () => {
    known = null
    inFlight = 'A1'
    await expect(callProgress(ports(), work({ type: 'detected', by: 'human' }))).rejects.toThrow('being recorded')
    expect(given).toEqual([])
  })

  it('keeps nobody on a line on which nothing can be said', async () => {
    known = null
    expect(await callProgress(ports(), work({ type: 'detected', by: 'human' }))).toBe('hung_up')
    known = row({ body: ' ' })
    expect(await callProgress(ports(), work({ type: 'detected', by: 'human' }))).toBe('hung_up')
    known = row({ attempts: [] })
    expect(await callProgress(ports(), work({ type: 'detected', by: 'human' }))).toBe('hung_up')
    expect(given).toEqual(['hang up | v3:call | human', 'hang up | v3:call | human', 'hang up | v3:call | human'])
  })

  const at = '2026-11-20T15:00:10.000Z'
  const optedOut = { reason: 'opted_out', at, source: 'sms' } as const
  const phone = (over: Parameters<typeof record>[0]) => record({ key: 'ap1', kind: 'phone', contacts: ['ck1', 'ck2'], ...over })
  const closings: [string, string, () => void][] = [
    ['the person left', 'opted_out', () => (contact = head({ suppressed: { call: optedOut } }))],
    ['somebody left who shares the number', 'opted_out', () => (records = { phone: phone({ suppressed: { call: optedOut } }) })],
    [
      'a mail was reported as spam',
      'complained',
      () => (records = { email: record({ suppressed: { email: { ...optedOut, reason: 'complained' } } }) }),
    ],
    ['consent was withdrawn', 'no_consent', () => (contact = head({ consent: { call: { given: false, at, source: 'crm' } } }))],
    ['the contact was erased', 'contact_gone', () => (contact = null)],
    ['sending was stopped', 'sending_stopped', () => (sending = 'stopped')],
  ]
  it.each(closings)('is hung up, with the reason kept, where %s since it was dialled (%s)', async (_what, reason, happen) => {
    happen()
    expect(await callProgress(ports(), work({ type: 'detected', by: 'human' }))).toBe(`closed_${reason}`)
    expect(await callProgress(ports(), work({ type: 'detected', by: 'machine' }))).toBe(`closed_${reason}`)
    expect(await callProgress(ports(), work({ type: 'greeting_ended' }))).toBe(`closed_${reason}`)
    const ended = (heard: string) => `hang up | v3:call | ${heard} | ${reason}`
    expect(given).toEqual([ended('human'), ended('machine'), ended('machine')])
  })

  it('goes on where only texts were left, or a simulator’s number was', async () => {
    contact = head({ suppressed: { sms: optedOut } })
    records = { phone: phone({ simulator: true, suppressed: { call: optedOut } }) }
    expect(await callProgress(ports(), work({ type: 'detected', by: 'human' }))).toBe('spoken')
  })

  it('is left alone where the tenant’s calls go by another provider by now', async () => {
    const { steered: _gone, ...rest } = ports()
    expect(await callProgress(rest, work({ type: 'detected', by: 'human' }))).toBe('not_steered')
  })
})
