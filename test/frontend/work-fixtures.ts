/** What the pages of what waits ask beside their own lists, and how a test treats them. */
import { vi } from 'vitest'
import { aContactDetail } from './fixtures.ts'
import type { Api } from './mount-page.ts'

/** Lists draw only what is in sight, and here nothing has a size by itself. */
export const withRoom = (): void => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600)
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(76)
}

/** As if the tab were closed: what is held back is carried out at once. */
export const leaveThePage = (): boolean => dispatchEvent(new Event('pagehide'))

const none = { count: 0, more: false }
/** What every one of these pages asks beside its own list. */
export const around = (): Api => ({
  'GET /counts': () => ({
    drafts: { count: 2, more: false },
    draftsDue: none,
    tasks: none,
    tasksDue: none,
    gates: none,
    replies: none,
    unknown: none,
    unread: none,
  }),
  'GET /home': () => ({ counts: {}, held: [], paused: [], silence: [], sentToday: 0, today: [], more: false }),
  'GET /contacts/c-1001': () => aContactDetail({ consent: [], addresses: [], zone: null, enrollments: [] }),
  'GET /contacts/c-1001/timeline': () => ({ items: [], nextCursor: null }),
})
