/** What the sequences of the sample show once there is more of them: several texts, a second version, a list brought, a job done. */
import type { Page } from 'playwright-core'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import type { World } from '../journey/world.ts'
import type { Screen } from './screen-list.ts'
import { choose, press } from './screen-steps.ts'
import { contactsCsv, inAnotherSequence, rowsThatAreWrong } from './stories/contacts-csv.ts'

/** What belongs to a sequence, where there is nothing of it: an empty stack has no sequence that could show that. */
export const emptySpecimens: Screen[] = ['log', 'versions', 'enrollments', 'enroll', 'enrollment', 'job'].map((name) => ({
  name: `specimen-${name}`,
  address: `/components/${name}?state=empty`,
}))

/** Of a list of owners, down to the first row that is wrong and a little further. */
const someLines = Number(Object.keys(rowsThatAreWrong)[0]) + 5

const bring = (list: string) => async (page: Page) => {
  await page.getByLabel('CSV file').setInputFiles({ name: 'owners.csv', mimeType: 'text/csv', buffer: Buffer.from(list) })
  await page.getByText('Rows are matched by').waitFor()
}
const check = async (page: Page): Promise<void> => {
  await press(/^Check/)(page)
  await page.getByText(/can be enrolled\./).waitFor()
}
const selectAll = async (page: Page): Promise<void> => {
  await page.getByRole('checkbox', { name: 'Select all that are loaded' }).check()
}

/** One version more of a sequence, and a change of another that is not published yet. */
const change = async (world: World, of: SequenceView, title: string): Promise<void> => {
  const steps = of.steps.map(({ order: _order, ...step }, place) => (place === 0 ? { ...step, subject: title } : step))
  await world.api('PUT', `/sequences/${of.id}`, { steps })
}

/** `busy`: an enrollment that runs, of the sequence that most are in. */
export const outreachScreens = async (world: World, busy: { id: string; contactId: string; sequenceId: string }): Promise<Screen[]> => {
  const { items } = await world.api<{ items: SequenceView[] }>('GET', '/sequences')
  const named = (wanted: string): SequenceView => {
    const found = items.find(({ name }) => name === wanted)
    if (!found) throw new Error(`the sample has no sequence “${wanted}”`)
    return found
  }
  const [talk, offer, contract] = [named('Keep the conversation going'), named('Offer follow-up'), named('Under contract: next steps')]
  await change(world, offer, 'Your offer, {{first_name | default: "as promised"}}')
  await change(world, contract, 'The calendar until closing')
  await world.api('POST', `/sequences/${contract.id}/publish`, {})
  const known = await inAnotherSequence(world)
  const list = contactsCsv(known).split('\n').slice(0, someLines).join('\n')
  const job = await world.api<{ id: string }>('POST', `/sequences/${talk.id}/bulk-enroll`, {
    contactIds: [...known.map(({ id }) => id), busy.contactId, 'c-of-nobody'],
  })
  await world.advance('PT0S')

  const table = `/sequences/${busy.sequenceId}/enrollments`
  const csv = `/sequences/${offer.id}/enroll?way=csv`
  const one = `/enrollments/${busy.id}`
  return [
    { name: 'sequence-texts', address: `/sequences/${talk.id}`, whole: true },
    { name: 'sequence-changed', address: `/sequences/${offer.id}` },
    { name: 'sequence-menu', address: `/sequences/${talk.id}`, open: press('More actions') },
    { name: 'compare-versions', address: `/sequences/${contract.id}?tab=versions` },
    { name: 'publish', address: `/sequences/${offer.id}/edit?launch=yes` },
    { name: 'builder-texts', address: `/sequences/${talk.id}/edit?step=s3`, whole: true },
    { name: 'builder-variant', address: `/sequences/${talk.id}/edit?step=s3&variant=b&preview=on` },
    { name: 'builder-menu', address: `/sequences/${talk.id}/edit`, open: press('Actions for step 1') },
    { name: 'step-templates', address: `/sequences/${talk.id}/edit`, open: choose('Add a step', /From a template/) },
    { name: 'enroll-mapping', address: csv, open: bring(list), whole: true },
    { name: 'enroll-check', address: csv, open: async (page) => (await bring(list)(page), check(page)), whole: true },
    { name: 'enroll-backfill', address: `/sequences/${talk.id}/enroll?way=backfill` },
    { name: 'job', address: `/jobs/${job.id}` },
    { name: 'enrollments-narrowed', address: `${table}?state=active&due=today&order=oldest` },
    { name: 'enrollments-none', address: `${table}?held=channel_stopped` },
    { name: 'enrollments-selected', address: table, open: selectAll },
    {
      name: 'enrollments-move',
      address: table,
      open: async (page) => (await selectAll(page), choose('More for the selection', /Move/)(page)),
    },
    { name: 'views', address: table, open: press('Saved views') },
    { name: 'enrollment-menu', address: one, open: press(/^Actions for/) },
    { name: 'enrollment-pause', address: one, open: press(/^Pause/) },
    { name: 'enrollment-convert', address: one, open: choose(/^Actions for/, /converted/) },
    { name: 'enrollment-unsubscribe', address: one, open: choose(/^Actions for/, /Unsubscribe/) },
    ...['home', 'sequences', 'log', 'job', 'enrollments', 'enrollment'].map((name) => ({
      name: `specimen-${name}`,
      address: `/components/${name}`,
    })),
  ]
}
