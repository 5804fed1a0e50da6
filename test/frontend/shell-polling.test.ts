import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { closePages, openPage, openShell, serve, settled } from './mount-page.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => {
  closePages()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const asksWithin = async (calls: string[], milliseconds: number): Promise<number> => {
  const before = calls.filter((call) => call === 'GET /sequences').length
  for (let passed = 0; passed < milliseconds; passed += 5_000) {
    vi.advanceTimersByTime(5_000)
    await settled()
  }
  return calls.filter((call) => call === 'GET /sequences').length - before
}

describe('how often the sequences are asked for', () => {
  it('is once a minute for the sums and names of the frame around every page', async () => {
    const { calls } = serve()
    await openShell()
    expect(await asksWithin(calls, 120_000)).toBe(2)
  })

  it('is every five seconds on their own page', async () => {
    const { calls } = serve()
    await openPage('/sequences')
    expect(await asksWithin(calls, 60_000)).toBeGreaterThanOrEqual(11)
  })

  it('is never while the tab is hidden', async () => {
    const { calls } = serve()
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    await openShell()
    const before = calls.length
    expect(await asksWithin(calls, 300_000)).toBe(0)
    expect(calls.length).toBe(before)
  })
})
