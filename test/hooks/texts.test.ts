/** Texts and calls: each provider's words in ours. */
import { describe, expect, it } from 'vitest'
import { callState } from '../../functions/contract/call-state.ts'
import { dispatchWork, engageWork } from '../../functions/contract/work.ts'
import type { SecretProvider } from '../../functions/contract/channels.ts'
import type { HookEvent } from '../../functions/hooks/source.ts'
import { of, ref, refQuery } from './messages.ts'
import { callOf, now, signTelnyx, signTwilio, signTwilioJson, signVapi, sourceOf, type Signed } from './signers.ts'

const readAll = async (provider: SecretProvider, signed: Signed) => sourceOf(provider).read(callOf(provider, signed), now)
/** The one event of a call; its work is held against the schema of the queue that it goes to. */
const read = async (provider: SecretProvider, signed: Signed): Promise<HookEvent> => {
  const [event, ...more] = await readAll(provider, signed)
  if (!event || 'unread' in event || more.length > 0) throw new Error('not one event')
  for (const one of event.work) (one.to === 'engage' ? engageWork : dispatchWork).parse(one.work)
  return event
}
const happening = async (provider: SecretProvider, signed: Signed) => {
  const [first] = (await read(provider, signed)).work
  return first?.work.kind === 'message_event' ? first.work.event : (first?.work ?? null)
}

describe('Twilio’s status callbacks', () => {
  const callback = (fields: Record<string, string>) =>
    signTwilio(
      { MessageSid: 'SM1', AccountSid: 'AC1', From: '+13125550100', To: '+13125550142', ApiVersion: '2010-04-01', ...fields },
      { query: refQuery },
    )

  it.each([
    [{ MessageStatus: 'queued' }, null],
    [{ MessageStatus: 'sending' }, null],
    [{ MessageStatus: 'sent' }, { type: 'sent' }],
    [{ MessageStatus: 'delivered' }, { type: 'delivered' }],
    [{ MessageStatus: 'read' }, null],
    [
      { MessageStatus: 'undelivered', ErrorCode: '30003' },
      { type: 'undelivered', failure: 'sms_undelivered', code: '30003' },
    ],
    [
      { MessageStatus: 'undelivered', ErrorCode: '30004' },
      { type: 'undelivered', failure: 'sms_undelivered', code: '30004' },
    ],
    [
      { MessageStatus: 'undelivered', ErrorCode: '30005' },
      { type: 'undelivered', failure: 'invalid_number', code: '30005' },
    ],
    [
      { MessageStatus: 'undelivered', ErrorCode: '30006' },
      { type: 'undelivered', failure: 'landline_detected', code: '30006' },
    ],
    // A short code that the carrier does not take says nothing of the recipient.
    [
      { MessageStatus: 'undelivered', ErrorCode: '30006', From: '55512' },
      { type: 'undelivered', failure: 'sms_undelivered', code: '30006' },
    ],
    [
      { MessageStatus: 'undelivered', ErrorCode: '30007' },
      { type: 'undelivered', failure: 'sms_undelivered', code: '30007' },
    ],
    [
      { MessageStatus: 'failed', ErrorCode: '30008' },
      { type: 'undelivered', failure: 'sms_failed', code: '30008' },
    ],
    [{ MessageStatus: 'failed' }, { type: 'undelivered', failure: 'sms_failed', detail: 'Twilio: failed' }],
    [
      { MessageStatus: 'failed', ErrorCode: '21610' },
      { type: 'unsubscribed', undelivered: true },
    ],
    [
      { MessageStatus: 'undelivered', ErrorCode: '30034' },
      { type: 'rejected', detail: 'Twilio: undelivered, error 30034' },
    ],
  ])('%j', async (fields, wanted) => {
    const told = await happening('twilio', callback(fields))
    if (wanted === null) expect(told).toBeNull()
    else expect(told).toMatchObject(wanted)
  })

  it('are about the message whose reference stands in the address that was called', async () => {
    const { id, work } = await read('twilio', callback({ MessageStatus: 'delivered' }))
    expect(id).toBe('SM1.delivered')
    expect(work).toMatchObject([
      { to: 'engage', work: { provider: 'twilio', channel: 'sms', of, providerId: 'SM1', at: '2026-11-21T10:00:00.000Z' } },
    ])
  })

  it.each(['', 'ref=other', 'ref=a.b.c.d.e', `ref=${encodeURIComponent(ref)}.more`])(
    'without a reference of ours (%s) are other traffic',
    async (query) => {
      expect((await read('twilio', signTwilio({ MessageSid: 'SM1', MessageStatus: 'delivered' }, { query }))).work).toEqual([])
    },
  )

  it('are read from JSON as well', async () => {
    const signed = signTwilioJson({ MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: 30006 }, { query: refQuery })
    expect(await happening('twilio', signed)).toMatchObject({ failure: 'landline_detected' })
  })
})

describe('a text that comes in through Twilio', () => {
  const incoming = (fields: Record<string, string>) =>
    signTwilio({ MessageSid: 'SM2', SmsStatus: 'received', From: '+13125550142', To: '+13125550100', ...fields })

  it('is an answer', async () => {
    expect(await happening('twilio', incoming({ Body: 'Yes, call me', NumMedia: '0' }))).toMatchObject({
      kind: 'inbound',
      channel: 'sms',
      from: '+13125550142',
      to: '+13125550100',
      text: 'Yes, call me',
      providerId: 'SM2',
    })
  })

  it.each([
    ['STOP', 'stop'],
    ['START', 'start'],
    ['HELP', 'help'],
  ])('that Twilio took as %s is that, whatever the tenant’s own keyword was', async (OptOutType, keyword) => {
    expect(await happening('twilio', incoming({ Body: 'ARRET', OptOutType }))).toMatchObject({ text: 'ARRET', keyword })
  })

  it.each([
    ['a text', { Body: 'STOP' }],
    ['an empty text', { Body: '' }],
    ['media alone', { NumMedia: '1' }],
    ['a keyword alone', { OptOutType: 'STOP' }],
    ['a status of its own', { SmsStatus: 'processing', Body: 'STOP' }],
  ])('with %s is an answer without a status that says so', async (_, fields: Record<string, string>) => {
    const bare = signTwilio({ MessageSid: 'SM2', From: '+13125550142', To: '+13125550100', ...fields })
    expect(await happening('twilio', bare)).toMatchObject({ kind: 'inbound', from: '+13125550142', text: fields['Body'] ?? '' })
  })

  it('is no answer where it is a status of some message', async () => {
    const about = { MessageSid: 'SM2', From: '+13125550142', To: '+13125550100', Body: 'STOP' }
    expect((await read('twilio', signTwilio({ ...about, MessageStatus: 'sent' }))).work).toEqual([])
    expect((await read('twilio', signTwilio(about, { query: refQuery }))).work).toEqual([])
    expect((await read('twilio', signTwilio({ MessageSid: 'SM2', SmsStatus: 'sent', From: '+13125550142' }))).work).toEqual([])
  })

  it('by RCS, which a messaging service may have sent ours by, is from the same number', async () => {
    expect(await happening('twilio', incoming({ Body: 'STOP', From: 'rcs:+13125550142' }))).toMatchObject({ from: '+13125550142' })
  })

  it('from no number of a person is nobody’s', async () => {
    for (const From of ['whatsapp:+13125550142', '22395', 'ACME'])
      expect((await read('twilio', incoming({ Body: 'Hi', From }))).work).toEqual([])
  })

  it('of any length fits a queue', async () => {
    const told = await happening('twilio', incoming({ Body: `\u0000\u0007${'é'.repeat(200_000)}` }))
    expect(Buffer.byteLength(JSON.stringify(told))).toBeLessThan(201_000)
  })
})

describe('Telnyx’s events of texts', () => {
  const event = (type: string, payload: Record<string, unknown>, query = '') =>
    signTelnyx(
      {
        data: {
          record_type: 'event',
          id: 'evt-1',
          event_type: type,
          occurred_at: '2026-11-21T09:59:58.123+00:00',
          payload: { record_type: 'message', id: 'msg-1', from: { phone_number: '+13125550100' }, ...payload },
        },
        meta: { attempt: 1, delivered_to: 'https://touch.example.com/hooks/telnyx' },
      },
      { query },
    )
  const outbound = (status: string, errors: unknown[] = []) => ({
    direction: 'outbound',
    to: [{ phone_number: '+13125550142', status, carrier: 'A carrier', line_type: 'Wireless' }],
    text: 'Hi',
    webhook_url: `https://touch.example.com/hooks/telnyx?${refQuery}`,
    errors,
  })

  it.each([
    ['message.sent', 'sent', [], { type: 'sent' }],
    ['message.finalized', 'delivered', [], { type: 'delivered' }],
    ['message.finalized', 'delivery_unconfirmed', [], { type: 'sent' }],
    [
      'message.finalized',
      'delivery_failed',
      [{ code: '40008', title: 'Undeliverable' }],
      { type: 'undelivered', failure: 'sms_undelivered', code: '40008' },
    ],
    [
      'message.finalized',
      'sending_failed',
      [{ code: '40006', title: 'Recipient server unavailable' }],
      { type: 'undelivered', failure: 'sms_failed' },
    ],
    [
      'message.finalized',
      'delivery_failed',
      [{ code: '40001', title: 'Not routable' }],
      { type: 'undelivered', failure: 'landline_detected' },
    ],
    [
      'message.finalized',
      'delivery_failed',
      [{ code: 40012, title: 'Invalid messaging destination number' }],
      { failure: 'invalid_number' },
    ],
    [
      'message.finalized',
      'sending_failed',
      [{ code: '40300', title: 'Blocked due to STOP message' }],
      { type: 'unsubscribed', undelivered: true },
    ],
    ['message.finalized', 'sending_failed', [{ code: '40010', title: 'Not 10DLC registered' }], { type: 'rejected' }],
    ['message.finalized', 'something_new', [], null],
  ])('%s, %s %j', async (type, status, errors, wanted) => {
    const told = await happening('telnyx', event(type, outbound(status, errors)))
    if (wanted === null) expect(told).toBeNull()
    else expect(told).toMatchObject(wanted)
  })

  it('are about the message in the address that is signed, not in the one that was called', async () => {
    const forged = `ref=${encodeURIComponent(ref.replace('4f2a9c', 'ffffff'))}`
    expect((await read('telnyx', event('message.finalized', outbound('delivered'), forged))).work).toMatchObject([
      { work: { of, providerId: 'msg-1', eventId: 'evt-1', at: '2026-11-21T09:59:58.123Z' } },
    ])
  })

  it('of a text that came in are an answer, and the keyword that Telnyx took it for', async () => {
    const payload = {
      direction: 'inbound',
      from: { phone_number: '+13125550142' },
      to: [{ phone_number: '+13125550100' }],
      text: 'Halt',
      autoresponse_type: 'OPT_OUT',
    }
    expect(await happening('telnyx', event('message.received', payload))).toMatchObject({
      kind: 'inbound',
      from: '+13125550142',
      to: '+13125550100',
      text: 'Halt',
      keyword: 'stop',
    })
  })

  it('of a text that came in are an answer with its sender and its words alone', async () => {
    const bare = { from: { phone_number: '+13125550142' }, text: 'STOP' }
    expect(await happening('telnyx', event('message.received', bare))).toMatchObject({ kind: 'inbound', text: 'STOP', to: '' })
  })
})

describe('Telnyx’s events of calls', () => {
  const event = (type: string, payload: Record<string, unknown> = {}, heard?: 'human' | 'machine') =>
    signTelnyx({
      data: {
        id: 'evt-2',
        event_type: type,
        occurred_at: '2026-11-21T09:59:58Z',
        payload: {
          call_control_id: 'v3:call',
          connection_id: '7',
          client_state: callState({ of, ...(heard ? { heard } : {}) }),
          ...payload,
        },
      },
    })

  it.each([
    ['call.answered', {}, { type: 'answered' }],
    ['call.machine.detection.ended', { result: 'human' }, { type: 'detected', by: 'human' }],
    ['call.machine.premium.detection.ended', { result: 'human_residence' }, { type: 'detected', by: 'human' }],
    ['call.machine.premium.detection.ended', { result: 'fax_detected' }, { type: 'detected', by: 'machine' }],
    ['call.machine.detection.ended', { result: 'not_sure' }, { type: 'detected', by: 'unknown' }],
    ['call.machine.greeting.ended', { result: 'beep_detected' }, { type: 'greeting_ended' }],
    ['call.speak.ended', { status: 'completed' }, { type: 'speak_ended' }],
  ])('%s %j steers the call', async (type, payload, wanted) => {
    const [first] = (await read('telnyx', event(type, payload))).work
    expect(first).toEqual({
      to: 'dispatch',
      work: {
        kind: 'call_progress',
        provider: 'telnyx',
        of,
        callId: 'v3:call',
        eventId: 'evt-2',
        at: '2026-11-21T09:59:58.000Z',
        event: wanted,
      },
    })
  })

  it.each([
    [{ hangup_cause: 'normal_clearing' }, 'human', 'answered'],
    [{ hangup_cause: 'normal_clearing' }, 'machine', 'voicemail'],
    [{ hangup_cause: 'timeout' }, undefined, 'no_answer'],
    [{ hangup_cause: 'user_busy', sip_hangup_cause: '486' }, undefined, 'busy'],
    [{ hangup_cause: 'not_found', sip_hangup_cause: 404 }, undefined, 'invalid_number'],
  ] as const)('a hangup with %j, having heard %s, is %s', async (payload, heard, outcome) => {
    const ends = { start_time: '2026-11-21T09:59:00Z', end_time: '2026-11-21T09:59:42Z' }
    expect(await happening('telnyx', event('call.hangup', { ...payload, ...ends }, heard))).toMatchObject({
      type: 'call_ended',
      outcome,
      durationSeconds: 42,
    })
  })

  it('a hangup of ours before anything was said calls the call off, and says why', async () => {
    const client_state = callState({ of, heard: 'machine', unsaid: 'opted_out' })
    expect(await happening('telnyx', event('call.hangup', { hangup_cause: 'normal_clearing', client_state }))).toMatchObject({
      type: 'call_ended',
      outcome: 'cancelled',
      detail: 'Telnyx: hung up before anything was said, opted out',
    })
  })

  it('that are somebody else’s, or need no answer, are other traffic', async () => {
    expect((await read('telnyx', event('call.hangup', { client_state: null }))).work).toEqual([])
    expect((await read('telnyx', event('call.hangup', { client_state: 'bm90IG91cnM=' }))).work).toEqual([])
    for (const type of ['call.initiated', 'call.speak.started', 'call.cost']) expect((await read('telnyx', event(type))).work).toEqual([])
  })
})

describe('VAPI’s server messages', () => {
  const call = { id: 'call-1', orgId: 'org', type: 'outboundPhoneCall', assistantOverrides: { metadata: { touchline: ref } } }
  const message = (fields: Record<string, unknown>) => signVapi({ message: { timestamp: now - 2_000, call, ...fields } })

  it('a report without a transcript says what was said in turns', async () => {
    const messages = [
      { role: 'system', message: 'You are Sam.' },
      { role: 'bot', message: 'Hello,\nstop me any time.' },
      { role: 'user', message: 'Stop calling me.' },
      { role: 'tool_calls' },
    ]
    expect(await happening('vapi', message({ type: 'end-of-call-report', artifact: { messages } }))).toMatchObject({
      transcript: 'AI: Hello, stop me any time.\nUser: Stop calling me.',
    })
  })

  it('a report says what the call came to, with its transcript and what was agreed', async () => {
    const report = message({
      type: 'end-of-call-report',
      endedReason: 'customer-ended-call',
      startedAt: '2026-11-21T09:55:00.000Z',
      endedAt: '2026-11-21T09:57:30.400Z',
      artifact: { transcript: 'AI: Hello\nUser: Tuesday at ten.', recordingUrl: 'https://storage.example/1.wav', messages: [] },
      analysis: {
        summary: 'They agreed on Tuesday.',
        structuredData: { appointmentBooked: true, disposition: 'interested' },
        successEvaluation: 'true',
      },
    })
    expect((await read('vapi', report)).work).toMatchObject([
      {
        to: 'engage',
        work: {
          of,
          providerId: 'call-1',
          at: '2026-11-21T09:59:58.000Z',
          event: {
            type: 'call_ended',
            outcome: 'answered',
            durationSeconds: 150,
            transcript: 'AI: Hello\nUser: Tuesday at ten.',
            summary: 'They agreed on Tuesday.',
            disposition: 'interested',
            appointmentBooked: true,
            detail: 'VAPI: customer-ended-call',
          },
        },
      },
    ])
  })

  it.each([
    ['customer-did-not-answer', 'no_answer'],
    ['voicemail', 'voicemail'],
    ['customer-busy', 'busy'],
    ['pipeline-error-openai-llm-failed', 'failed'],
  ])('%s is %s', async (endedReason, outcome) => {
    expect(await happening('vapi', message({ type: 'end-of-call-report', endedReason }))).toMatchObject({ outcome })
  })

  it('a status proves that the call left; its end is told by the report', async () => {
    expect(await happening('vapi', message({ type: 'status-update', status: 'in-progress' }))).toEqual({ type: 'sent' })
    expect(await happening('vapi', message({ type: 'status-update', status: 'ended', endedReason: 'customer-busy' }))).toBeNull()
  })

  it('are named by what they are of, so that each is taken once', async () => {
    const id = async (fields: Record<string, unknown>) => (await read('vapi', message(fields))).id
    expect(await id({ type: 'status-update', status: 'ringing' })).not.toBe(await id({ type: 'status-update', status: 'in-progress' }))
    expect(await id({ type: 'end-of-call-report' })).toBe(await id({ type: 'end-of-call-report', timestamp: now }))
  })

  it('without our reference, or of something else, are other traffic', async () => {
    expect((await read('vapi', message({ type: 'end-of-call-report', call: { id: 'call-2' } }))).work).toEqual([])
    expect((await read('vapi', message({ type: 'conversation-update' }))).work).toEqual([])
    expect((await read('vapi', signVapi({ message: { type: 'hang' } }))).work).toEqual([])
  })
})
