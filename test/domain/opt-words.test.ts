import { describe, expect, it } from 'vitest'
import { optWord, optWordOfCall, optWordOfMail } from '../../functions/domain/opt-words.ts'
import { measureOptWords } from '../samples/opt-words.ts'

const channelsOf = (text: string, channel: 'email' | 'sms' | 'call' = 'sms') => {
  const word = optWord(text, channel)
  return word?.kind === 'stop' ? word.channels : null
}

describe('the words by which people leave', () => {
  it('are told from other answers on all samples of the repository', () => {
    const { samples, precision, recall, wrong } = measureOptWords('all')
    expect(samples).toBeGreaterThanOrEqual(500)
    expect(wrong).toEqual([])
    expect(Math.min(...Object.values(precision), ...Object.values(recall))).toBe(1)
  })

  it('count with whatever punctuation, case, emoji and thanks around them', () => {
    for (const text of ['stop', 'STOP!!!', '  Stop. Thank you ', '🛑', 'stop 🙏🙏', 's.t.o.p', '"Stop"', 'STOP\nSent from my phone'])
      expect(channelsOf(text), text).toEqual(['sms'])
  })

  it('leave with a question too: who is taken off in error says START', () => {
    expect(channelsOf('Stop, I have a question about the offer')).toEqual(['sms'])
  })

  it('count only alone where they have an everyday meaning', () => {
    for (const word of ['cancel', 'end', 'quit']) {
      expect(channelsOf(word)).toEqual(['sms'])
      expect(channelsOf(`${word}, please`)).toEqual(['sms'])
      expect(channelsOf(`${word}, I can't make it on Friday`)).toBeNull()
    }
  })

  it('close what is named beside the channel that they are said on', () => {
    expect(channelsOf('stop calling me')).toEqual(['sms', 'call'])
    expect(channelsOf('please stop texting me', 'call')).toEqual(['sms', 'call'])
    expect(channelsOf('stop calling me', 'email')).toEqual(['email'])
    expect(channelsOf('never contact me again')).toEqual(['email', 'sms', 'call'])
    expect(channelsOf('STOPALL')).toEqual(['email', 'sms', 'call'])
  })

  it('do not count where the person asks for another way to be reached', () => {
    expect(channelsOf("Don't call me, text me")).toBeNull()
    expect(channelsOf('Please do not call me, email me instead', 'call')).toBeNull()
  })

  it('are read in a long text as fast as in a short one', () => {
    const from = performance.now()
    for (const text of ['stop '.repeat(20_000), 'please remove my '.repeat(10_000), 'a'.repeat(200_000), `take ${'x '.repeat(50_000)}list`])
      optWord(text, 'email')
    expect(performance.now() - from).toBeLessThan(2_000)
  })
})

describe('the words by which people come back or ask', () => {
  it('start again, surely by START and only where something is closed by YES', () => {
    expect(optWord('Start', 'sms')).toEqual({ kind: 'start', sure: true })
    expect(optWord('yes', 'sms')).toEqual({ kind: 'start', sure: false })
    expect(optWord('yes, call me', 'sms')).toBeNull()
  })

  it('ask for help alone, not in a sentence', () => {
    expect(optWord('HELP!', 'sms')).toEqual({ kind: 'help' })
    expect(optWord('can you help me move?', 'sms')).toBeNull()
  })
})

describe('a mail without a text', () => {
  it('leaves by its subject, unless that is an answer to ours', () => {
    expect(optWordOfMail('unsubscribe', '')).toMatchObject({ kind: 'stop', channels: ['email'] })
    expect(optWordOfMail('Re: how to stop foreclosure', '')).toBeNull()
    expect(optWordOfMail('Re: Stop', '')).toBeNull()
    expect(optWordOfMail('unsubscribe', 'Yes, Friday works')).toBeNull()
  })
})

describe("a call's transcript", () => {
  it('leaves by what the person said, not by what was said to them', () => {
    expect(optWordOfCall('AI: Hi, this is Sam.\nUser: Please stop calling me.\nAI: Of course.')).toMatchObject({ channels: ['call'] })
    expect(optWordOfCall('AI: Say stop if you want me to stop calling you.\nUser: No, go on. Yes.')).toBeNull()
  })
})
