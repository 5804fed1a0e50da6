import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { editDraft, listDrafts } from '../../frontend/api/drafts.ts'
import { openSession } from '../../frontend/session/session.ts'

let sent: RequestInit[]
beforeEach(() => {
  sent = []
  vi.stubGlobal('fetch', (_address: string, init: RequestInit) => {
    sent.push(init)
    return Promise.resolve(Response.json({ items: [], nextCursor: null }))
  })
  openSession({ accessToken: 'h.e30.s', idToken: null, refreshToken: null, expiresAt: Date.now() + 3_600_000 })
})
afterEach(() => vi.unstubAllGlobals())

it('what was decided still arrives where its tab is closed, as far as browsers allow it', async () => {
  await editDraft({ params: { id: 'D1' }, body: { body: 'Hi', revision: 1 } })
  await editDraft({ params: { id: 'D1' }, body: { body: 'x'.repeat(20_000), revision: 1 } })
  await listDrafts()
  expect(sent.map(({ keepalive }) => keepalive)).toEqual([true, false, false])
})
