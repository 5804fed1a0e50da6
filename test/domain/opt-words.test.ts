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
    expect(channelsOf('text me instead of calling', 'call')).toBeNull()
    expect(channelsOf('Please do not call me, text me instead', 'email')).toBeNull()
  })

  it.each([
    ["don't text me, email me instead", 'sms'],
    ["Please don't text me. Email me instead", 'sms'],
    ["don't text me call me instead", 'sms'],
    ["email me instead, please don't text me", 'sms'],
    ["don't text me at this number, email me", 'sms'],
    ['Stop texting me, call me instead', 'sms'],
    ["Don't text, call me", 'sms'],
    ["don't send me texts, you can email me", 'sms'],
    ['stop sending me texts until Monday', 'sms'],
    ['please stop texting me until next week', 'sms'],
    ['stop texting me for now', 'sms'],
    ["don't email me, text me instead", 'email'],
    ['Stop sending me emails until January please', 'email'],
    ['Please do not call me, email me instead', 'call'],
    ['stop calling me until I call you', 'call'],
  ] as const)('close the way that they are said on and no other where they refuse it: "%s"', (text, channel) => {
    expect(optWord(text, channel)).toEqual({ kind: 'stop', channels: [channel], everything: false })
  })

  it.each([
    ["don't text me before 9", 'sms'],
    ['stop texting me until 9', 'sms'],
    ["don't text me after 8pm, email me", 'sms'],
    ["Don't text me while I'm driving, call after 6", 'sms'],
    ["don't text me at work, call me", 'sms'],
    ["don't email me, text me instead", 'sms'],
    ["don't text my husband, text me", 'sms'],
    ['did you stop texting me, email is fine', 'sms'],
    ["if you don't text me call me", 'sms'],
    ["don't text me the address, email it", 'sms'],
    ['text me instead of calling', 'sms'],
    ["I'd rather you email me", 'sms'],
    ["don't call me until Monday", 'call'],
  ] as const)('close nothing where an hour, another way or a preference is named: "%s"', (text, channel) => {
    expect(channelsOf(text, channel)).toBeNull()
  })

  it('close both ways that are refused for a third', () => {
    expect(channelsOf('Stop texting and calling me, email me instead')).toEqual(['sms', 'call'])
    expect(channelsOf('Stop texting me. Stop calling me. Email me instead.')).toEqual(['sms', 'call'])
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

  it.each(['unsubscribe', 'Unsubscribe', 'STOP', 'Abmelden', 'Désabonnement', 'Unsubscribe request', 'opt-out'])(
    'leaves by the subject "%s" alone, beside a phone’s signature or a mail program’s remark too',
    (subject) => {
      for (const text of ['', ' \n', 'Sent from my iPhone', 'This message was automatically generated by Gmail.'])
        expect(optWordOfMail(subject, text), text).toMatchObject({ kind: 'stop', channels: ['email'] })
    },
  )

  it('does not leave where the subject says more than that, or the text is a person’s or long', () => {
    const remark = 'This message was automatically generated.'
    expect(optWordOfMail('Automatic reply: Stop', remark)).toBeNull()
    expect(optWordOfMail('Re: unsubscribe', remark)).toBeNull()
    expect(optWordOfMail('How to stop foreclosure', '')).toBeNull()
    expect(optWordOfMail('12 Elm St', remark)).toBeNull()
    expect(optWordOfMail('Stop', `${remark} ${'Your order is on its way. '.repeat(15)}`)).toBeNull()
    expect(optWordOfMail('Stop', 'Sent from my iPhone\nSee you on Friday')).toBeNull()
  })

  it('leaves by what Apple’s mail program writes', () =>
    expect(optWordOfMail('', 'Apple Mail sent this email to unsubscribe from the message “12 Elm St”.')).toMatchObject({ kind: 'stop' }))
})

describe("a call's transcript", () => {
  it('leaves by what the person said, not by what was said to them', () => {
    expect(optWordOfCall('AI: Hi, this is Sam.\nUser: Please stop calling me.\nAI: Of course.')).toMatchObject({ channels: ['call'] })
    expect(optWordOfCall('AI: Say stop if you want me to stop calling you.\nUser: No, go on. Yes.')).toBeNull()
  })
})
