import { afterEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { hearDate, serverNow } from '../../frontend/api/server-clock.ts'
import { listDrafts } from '../../frontend/api/drafts.ts'
import { useNow } from '../../frontend/composables/use-now.ts'
import { openSession } from '../../frontend/session/session.ts'

const day = 86_400_000
const dated = (ms: number): Response => Response.json({ items: [], nextCursor: null }, { headers: { date: new Date(ms).toUTCString() } })
afterEach(() => {
  hearDate(dated(Date.now()))
  vi.unstubAllGlobals()
})

describe('the present', () => {
  it("is the server's, as each of its answers tells it, also where the browser's clock is another", async () => {
    const scope = effectScope()
    const now = scope.run(() => useNow())
    const daysAhead = (): number => Math.abs(Math.round((Date.parse(now?.value ?? '') - Date.now()) / day))
    expect(daysAhead()).toBe(0)
    vi.stubGlobal('fetch', () => Promise.resolve(dated(Date.now() + 3 * day)))
    openSession({ accessToken: 'h.e30.s', idToken: null, refreshToken: null, expiresAt: Date.now() + 3_600_000 })
    await listDrafts()
    expect(daysAhead()).toBe(3)
    hearDate(dated(Date.now()))
    expect(daysAhead()).toBe(0)
    scope.stop()
  })

  it("stays the browser's where an answer says no time, or differs by what its way blurs", () => {
    hearDate(new Response())
    hearDate(dated(Date.now() - 2_000))
    expect(Math.abs(serverNow() - Date.now())).toBeLessThan(100)
  })
})
