import { afterEach, describe, expect, it } from 'vitest'
import { closePages, openShell, serve, settings } from './mount-page.ts'

afterEach(closePages)

const ses = { channel: 'email', adapter: 'ses', simulated: false }
const account = { sandbox: true, maxPerDay: 200, maxPerSecond: 1, at: '2026-11-20T15:00:00Z' }
const shellOf = async (adapters: unknown[], controls: Record<string, unknown> = {}) => {
  serve({ 'GET /settings': () => ({ ...settings, adapters, controls: { allowList: null, account: null, ...controls } }) })
  const shell = await openShell()
  return shell.findAll('section[aria-label]').map((section) => [section.attributes('aria-label'), section.text()])
}

describe('the frame around every page', () => {
  it('says loudly that an account is in its sandbox, and whom it writes to', async () => {
    const [[label, text] = []] = await shellOf([ses], { account, allowList: ['@acme.example'] })
    expect(label).toBe('Sandboxed account')
    expect(text).toContain('Only the allow-list (1 entry) is written to, 200 mails a day at most')
  })

  it('says nothing of it where mails leave by somebody else, or the account is released', async () => {
    expect(await shellOf([{ ...ses, adapter: 'postmark' }], { account })).toEqual([])
    closePages()
    expect(await shellOf([ses], { account: { ...account, sandbox: false } })).toEqual([])
  })

  it('says loudly which channels are simulated', async () => {
    const [[label, text] = []] = await shellOf([ses, { channel: 'sms', adapter: 'mock-sms', simulated: true }])
    expect(label).toBe('Simulated channels')
    expect(text).toContain('SMS are simulated.')
  })
})
