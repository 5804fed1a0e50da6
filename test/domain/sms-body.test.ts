import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isFirstText, segmentsText, smsBody } from '../../functions/domain/sms-body.ts'
import { smsSize } from '../../functions/domain/sms.ts'
import { planOf } from '../../functions/domain/plan.ts'
import { step, version } from './builders.ts'

const first = (text: string, number = '+13125550142', company = 'Acme') => smsBody(text, { company, number, isFirst: true })

describe('the first text of an enrollment', () => {
  it('names the company where it does not, and says how to leave', () => {
    expect(first('Hi Dana, shall we talk?')).toBe('Acme: Hi Dana, shall we talk?\nReply STOP to opt out.')
    expect(first('Hi Dana, ACME here.')).toBe('Hi Dana, ACME here.\nReply STOP to opt out.')
  })

  it('says neither twice', () => {
    expect(first('Acme here. Text STOP to end.')).toBe('Acme here. Text STOP to end.')
    expect(first('Acme. reply "stop" to end')).toBe('Acme. reply "stop" to end')
    fc.assert(fc.property(fc.string(), (text) => first(first(text)) === first(text)))
  })

  it.each(['Acme: I can stop by on Friday', 'Acme: non-stop service', 'Acme: the bus stop'])(
    'takes "%s" for no word about leaving',
    (text) => {
      expect(first(text)).toBe(`${text}\nReply STOP to opt out.`)
    },
  )

  it.each([
    ['+14155550100', 'Reply STOP'],
    ['+442079460018', 'Reply STOP'],
    ['+34612345678', 'Responde STOP'],
    ['+5215512345678', 'Responde STOP'],
    ['+33612345678', 'Répondez STOP'],
    ['+4915123456789', 'Antworte STOP'],
    ['+436641234567', 'Antworte STOP'],
    ['+393123456789', 'Rispondi STOP'],
    ['+5511961234567', 'Responda STOP'],
    ['+31612345678', 'Antwoord STOP'],
    ['+17875550123', 'Responde STOP'],
    ['+18095550123', 'Responde STOP'],
    ['+351912345678', 'Responda STOP'],
    ['+3521234567', 'Répondez STOP'],
    ['+819012345678', 'Reply STOP'],
  ])('to %s says it in the language of its country: %s', (number, said) => {
    const text = first('Acme here.', number)
    expect(text).toContain(`\n${said}`)
    expect(smsSize(text).encoding).toBe('GSM-7')
  })

  it('is left as it is where it says nothing, or is not the first', () => {
    expect(first(' ')).toBe(' ')
    expect(smsBody('On Monday?', { company: 'Acme', number: '+13125550142', isFirst: false })).toBe('On Monday?')
  })
})

describe('which text is the first', () => {
  const plan = planOf(version({ steps: [step(1, 'email', 0), step(2, 'sms', 60), step(3, 'sms', 120)] }), 0)
  const [mail, one, two] = plan
  if (!mail || !one || !two) throw new Error('three steps were planned')

  it('is the first that is planned to leave', () => {
    expect([isFirstText({ plan }, one), isFirstText({ plan }, two)]).toEqual([true, false])
  })

  it('is a mail that healing moved to SMS', () => {
    const moved = [{ ...mail, via: 'sms' as const }, one, two]
    expect(moved.map((item) => isFirstText({ plan: moved }, item))).toEqual([true, false, false])
  })

  it('is the next where the one before was skipped or failed, and no other once one has left', () => {
    expect(isFirstText({ plan: [mail, { ...one, state: 'skipped' }, two] }, two)).toBe(true)
    expect(isFirstText({ plan: [mail, { ...one, state: 'failed' }, two] }, two)).toBe(true)
    expect(isFirstText({ plan: [mail, { ...one, state: 'unknown' }, two] }, two)).toBe(false)
  })

  it('stays the first when it is sent again', () => {
    expect(isFirstText({ plan: [mail, { ...one, rev: 2 }, { ...two, state: 'skipped' }] }, one)).toBe(true)
  })
})

describe('what a text takes', () => {
  it('is said in segments and encoding', () => {
    expect(segmentsText('a'.repeat(160))).toBe('1 segment of GSM-7')
    expect(segmentsText(`${'a'.repeat(70)}😀`)).toBe('2 segments of UCS-2')
  })
})
