import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { useToasts } from '../../frontend/composables/use-toasts.ts'
import { aMessage } from './fixtures.ts'
import { button, closePages, openPage, press, Refused, serve, settled, type Api } from './mount-page.ts'

/** It comes on demand: loaded beforehand, it is there as soon as the page is. */
beforeAll(() => import('../../frontend/pages/operations/UnknownPane.vue'))
afterEach(closePages)

const lost = aMessage({ id: 'm1', status: 'unknown', sentAt: undefined, events: {} })
const other = aMessage({ id: 'm2', status: 'unknown', sentAt: undefined, events: {}, recipient: 'theo@example.com' })
const page = (given: Api = {}, open = () => [lost, other]) =>
  serve({ 'GET /messages': () => ({ items: open(), nextCursor: null }), ...given })
const rows = (): string[] => [...document.querySelectorAll('ol > li')].map(({ textContent }) => textContent)
const said = (): string => useToasts().toasts.value.at(-1)?.text ?? ''
const dialog = (): string => document.querySelector('[role=alertdialog]')?.textContent ?? ''
const open = () => openPage('/operations/unknown', { admin: true })

describe('a message whose answer was lost', () => {
  it('is said to have arrived only after asking, which tells what that means', async () => {
    const bodies: unknown[] = []
    let left = [lost, other]
    const { calls } = page(
      {
        'POST /messages/m1/settle': (body) => {
          bodies.push(body)
          left = [other]
          return { ...lost, status: 'sent' }
        },
      },
      () => left,
    )
    await open()
    await press('It arrived…')
    expect(dialog()).toMatch(/dana@example\.com says so.*never sent again.*cannot be taken back/)
    expect(bodies).toEqual([])
    await press('It arrived')
    expect(bodies).toEqual([{ arrived: true }])
    expect(rows()).toHaveLength(1)
    expect(said()).toBe('It counts as sent.')
    expect(calls.filter((call) => call === 'GET /messages')).toHaveLength(2)
  })

  it('leaves the list before the answer, and is back with the reason where it is refused', async () => {
    let refuse = (): void => undefined
    const answer = new Promise<Refused>((resolve) => {
      refuse = () => resolve(new Refused({ status: 409, detail: 'Somebody sent it again meanwhile.' }))
    })
    page({ 'POST /messages/m1/settle': () => answer })
    await open()
    await press('It arrived…')
    await press('It arrived')
    expect(rows()).toHaveLength(1)
    expect(rows()[0]).toContain('theo@example.com')
    refuse()
    await settled()
    expect(rows()).toHaveLength(2)
    expect(said()).toBe('It could not be settled. Somebody sent it again meanwhile.')
  })

  it('stays where the person is not sure', async () => {
    const { calls } = page()
    await open()
    await press('It arrived…')
    await press('Not sure')
    expect(rows()).toHaveLength(2)
    expect(calls.some((call) => call.startsWith('POST'))).toBe(false)
  })

  it('is sent again as a new revision, after a warning that it may come twice', async () => {
    const resend = `POST /sequences/${lost.sequenceId}/messages/m1/resend`
    const { calls } = page({ [resend]: () => ({ ...lost, status: 'scheduled' }) })
    await open()
    await press('Send again…')
    expect(dialog()).toContain('twice')
    await press('Send again')
    expect(calls).toContain(resend)
    expect(said()).toBe('It is sent again, as a new revision.')
  })

  it('is gone from a page that says why it is empty', async () => {
    page({}, () => [])
    const { text } = await open()
    expect(text()).toContain('Every message has an answer')
    expect(() => button('It arrived…')).toThrow('There is no button')
  })
})
