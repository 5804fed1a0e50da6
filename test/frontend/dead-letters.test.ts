import { afterEach, beforeAll, expect, it } from 'vitest'
import { closePages, openPage, press, serve } from './mount-page.ts'

/** It comes on demand: loaded beforehand, it is there as soon as the page is. */
beforeAll(() => import('../../frontend/pages/operations/DeadLettersPane.vue'))
afterEach(closePages)

it('a dead letter is thrown away only after asking, and then is', async () => {
  const letter = {
    id: 'l1',
    queue: 'receive',
    kind: 'failed',
    reason: 'The mail has no sender.',
    body: '{}',
    sentAt: '2026-11-20T15:00:00Z',
    tries: 5,
  }
  const { calls } = serve({
    'GET /dead-letters': () => ({ items: [letter], more: false }),
    'DELETE /dead-letters/l1': () => null,
  })
  await openPage('/operations/dead-letters', { admin: true })
  await press('Discard…')
  expect(calls).not.toContain('DELETE /dead-letters/l1')
  await press('Discard')
  expect(calls).toContain('DELETE /dead-letters/l1')
})
