import { describe, expect, it } from 'vitest'
import { profile, sequence, step } from '../domain/builders.ts'
import { apiWorld, problemOf } from './world.ts'

const open = () => {
  const world = apiWorld()
  world.state.sequences.set('SEQ1', sequence({ owner: 'sam@acme.example' }))
  return {
    ...world,
    render: (body: object) =>
      world.call({ method: 'POST', path: '/api/v1/render', body: { contactId: 'c-1001', channel: 'email', ...body } }),
  }
}

describe('a step that is tried out on a contact', () => {
  it('reads as it would leave, and says to whom', async () => {
    const { render } = open()
    expect((await render({ subject: 'Hi {{first_name}}', body: 'About {{street}}.' })).json).toMatchObject({
      contactId: 'c-1001',
      recipient: 'dana@example.com',
      subject: 'Hi Dana',
      text: expect.stringMatching(/^About 12 Elm St\.\n\n--\nAcme <Homes>, 1 Main St/),
      html: expect.stringContaining('<p>About 12 Elm St.</p>'),
      sms: null,
      missing: [],
      complaints: [],
    })
  })

  it('stands at its place in the draft that it belongs to, as the editor has it', async () => {
    const { render } = open()
    const body = { channel: 'email', subject: '', body: 'Again.', sequenceId: 'SEQ1' }
    expect((await render({ ...body, stepId: 's3' })).json).toMatchObject({ subject: 'Hello Dana', complaints: [] })
    // A step that is new stands last; the first one has none before it.
    expect((await render(body)).json).toMatchObject({ subject: 'Hello Dana', complaints: [] })
    expect((await render({ ...body, stepId: 's1' })).json['complaints']).toMatchObject([{ field: 'subject' }])
    const sms = { channel: 'sms', body: 'Hi.', sequenceId: 'SEQ1' }
    expect((await render({ ...sms, stepId: 's2' })).json).toMatchObject({
      text: 'Acme <Homes>: Hi.\nReply STOP to opt out.',
      sms: { segments: 1, encoding: 'GSM-7', characters: 40 },
    })
    expect((await render(sms)).json).toMatchObject({ text: 'Hi.' })
  })

  it('that is off is shown as it would be once it is on', async () => {
    const { render, state } = open()
    state.sequences.set('SEQ1', sequence({ steps: [step(1, 'email', 0), step(2, 'sms', 10, { off: true })] }))
    expect((await render({ channel: 'sms', body: 'Hi.', sequenceId: 'SEQ1', stepId: 's2' })).json).toMatchObject({
      text: expect.stringContaining('Hi.'),
    })
  })

  it('says what is missing and what is wrong, and changes nothing', async () => {
    const { render, state } = open()
    const before = structuredClone([...state.heads, ...state.sequences])
    const { json } = await render({ subject: 'For {{city}}', body: 'Hi {{frist_name}}', smsText: 'x' })
    expect(json).toMatchObject({ missing: ['city', 'frist_name'], smsText: { text: expect.stringContaining('x') } })
    expect(json['complaints']).toEqual([{ field: 'body', message: '{{frist_name}} is not known. Did you mean {{first_name}}?' }])
    expect([...state.heads, ...state.sequences]).toEqual(before)
  })

  it('is refused for a contact or a sequence that is not there', async () => {
    const { render } = open()
    expect(problemOf(await render({ contactId: 'c-9' })).reason).toBe('no_such_contact')
    expect(problemOf(await render({ sequenceId: 'SEQ9' })).reason).toBe('no_such_sequence')
  })

  it('knows the addresses of a contact whom nobody has enrolled yet', async () => {
    const { render, state } = open()
    expect(state.heads.has(profile.key)).toBe(false)
    expect((await render({ channel: 'sms', body: 'Hi.' })).json).toMatchObject({ recipient: '+13125550142' })
  })
})

describe('the merge fields', () => {
  it('are those that everybody has and those that the CRM sent', async () => {
    const { call, state } = open()
    state.attributes.push('pool')
    const { json } = await call({ method: 'GET', path: '/api/v1/merge-fields' })
    expect(json['items']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'first_name', source: 'contact', example: 'Dana' }),
        expect.objectContaining({ name: 'company', source: 'tenant', example: 'Acme <Homes>' }),
        expect.objectContaining({ name: 'pool', source: 'attribute' }),
        expect.objectContaining({ name: 'last_call_summary', source: 'conversation' }),
      ]),
    )
  })
})
