import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { jobTitle } from '../../frontend/format/job.ts'
import type { JobRowView } from '../../functions/contract/api/jobs.ts'
import { aJob } from './fixtures.ts'
import { closePages, openPage, press, serve } from './mount-page.ts'

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600)
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(44)
})
afterEach(() => {
  closePages()
  vi.restoreAllMocks()
})
const row = (given: Partial<JobRowView>): JobRowView => ({
  number: 1,
  id: 'line 2',
  line: 2,
  status: 'enrolled',
  contactId: 'tl-1',
  enrollmentId: 'E1',
  reason: null,
  reasonText: null,
  detail: null,
  ...given,
})
const open = (job: ReturnType<typeof aJob>, rows: JobRowView[]) => {
  serve({ [`GET /jobs/${job.id}`]: () => job, [`GET /jobs/${job.id}/rows`]: () => ({ items: rows, nextCursor: null }) })
  return openPage(`/jobs/${job.id}`)
}

describe('a bulk job', () => {
  it('calls everybody by name, with the line of the list, and opens their enrollment', async () => {
    const several: Partial<JobRowView> = {
      status: 'refused',
      contactId: null,
      enrollmentId: null,
      reasonText: 'More than one contact has this address.',
    }
    const { text } = await open(aJob(), [row({ name: 'Dana Reyes' }), row({ number: 2, id: 'line 3', line: 3, ...several })])
    expect(text()).toContain('Line 2')
    const link = [...document.querySelectorAll('a')].find((one) => one.textContent === 'Dana Reyes')
    expect(link?.getAttribute('href')).toBe('/contacts/tl-1')
    expect(document.querySelector('[aria-label="Open the enrollment of Dana Reyes"]')).toBeTruthy()
    expect(text()).toContain('Nobody known')
    expect(text()).not.toContain('line 3')
  })

  it('says what to do once it is done, and opens the enrollments', async () => {
    const { text, router } = await open(aJob(), [row({})])
    expect(text()).toContain('Open the enrollments, newest first')
    expect(text()).toContain('correct the list and bring them again')
    await press('Open the enrollments')
    await expect.poll(() => router.currentRoute.value.name).toBe('enrollments')
  })

  it('may be left or reloaded while it runs', async () => {
    const { text } = await open(aJob({ status: 'running', done: 1 }), [row({})])
    expect(text()).toContain('You may leave or reload this page')
  })
})

it('a job that is over is called by what it came to', () => {
  const job = aJob({ kind: 'bulk_enroll', total: 500, done: 500, enrolled: 497, refused: 3, status: 'running' })
  expect(jobTitle(job)).toBe('Enrolling 500 contacts')
  expect(jobTitle({ ...job, status: 'done' })).toBe('Enrolled 497 contacts')
  expect(jobTitle({ ...job, kind: 'suppressions', suppressed: 1, status: 'done' })).toBe('Closed 1 address')
})
