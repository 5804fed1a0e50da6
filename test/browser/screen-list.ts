/** Every screen and dialog of the dashboard with the address that opens it: what is pictured, and what is held against axe's rules. */
import type { Page } from 'playwright-core'
import type { World } from '../journey/world.ts'
import { emptySpecimens, outreachScreens } from './outreach-screens.ts'
import { choose, press } from './screen-steps.ts'
import { workScreens } from './work-screens.ts'

export interface Screen {
  /** Of the picture's file. */
  name: string
  address: string
  /** What is pressed once the page stands: opens a dialog that has no address of its own. */
  open?: (page: Page) => Promise<void>
  /** Pictured down to its end, since most of it stands below the first window. */
  whole?: true
}

interface Listed {
  items: { id: string; name?: string }[]
}

/** Those that stand whatever there is. */
const everywhere: Screen[] = [
  { name: 'sign-in', address: '/sign-in' },
  { name: 'home', address: '/' },
  { name: 'inbox', address: '/inbox' },
  { name: 'approvals', address: '/approvals' },
  { name: 'hand-offs', address: '/approvals?show=hand-offs' },
  { name: 'tasks', address: '/tasks' },
  { name: 'sequences', address: '/sequences' },
  { name: 'sequence-new', address: '/sequences/new' },
  { name: 'all-enrollments', address: '/enrollments' },
  { name: 'contacts', address: '/contacts' },
  { name: 'leads', address: '/leads' },
  { name: 'notifications', address: '/notifications' },
  ...['setup', 'sending', 'dead-letters', 'unknown', 'machinery', 'settings'].map((section) => ({
    name: `operations-${section}`,
    address: `/operations/${section}`,
    whole: true as const,
  })),
  { name: 'components', address: '/components', whole: true },
  { name: 'not-found', address: '/no-such-page' },
  {
    name: 'palette',
    address: '/contacts',
    open: async (page) => {
      await page.getByRole('button', { name: 'Search and commands' }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  { name: 'keyboard', address: '/sequences?panel=keys' },
  { name: 'bell', address: '/contacts', open: press(/^Notifications/) },
  { name: 'import', address: '/sequences', open: choose('Templates, import and export', /Import/) },
  { name: 'templates', address: '/sequences', open: choose('Templates, import and export', /template/) },
  { name: 'save-view', address: '/contacts', open: choose('Saved views', /Save this view/) },
  { name: 'stop-all', address: '/operations/sending', open: press('Stop all sending') },
]

/** With those that need something to show: a sequence, a contact, an enrollment, a lead, of the sample. */
export const screensOf = async (world: World): Promise<Screen[]> => {
  const { items: sequences } = await world.api<Listed>('GET', '/sequences')
  const sequence = sequences.find(({ name }) => name === 'New seller welcome')
  const draft = sequences.find(({ name }) => name === 'Quiet for a year')
  if (!sequence) return [...everywhere, ...emptySpecimens]
  const { items: enrollments } = await world.api<{ items: { id: string; contactId: string; leadId: string; status: string }[] }>(
    'GET',
    `/sequences/${sequence.id}/enrollments?status=active&limit=50`,
  )
  const enrollment = enrollments.find(({ status }) => status === 'active')
  if (!enrollment) throw new Error('the sample has nobody who is in a sequence')
  const { items: messages } = await world.api<{ items: { id: string; status: string }[] }>(
    'GET',
    `/sequences/${sequence.id}/messages?enrollmentId=${enrollment.id}`,
  )
  const at = `/sequences/${sequence.id}`
  return [
    ...everywhere,
    ...workScreens,
    ...(await outreachScreens(world, { ...enrollment, sequenceId: sequence.id })),
    { name: 'sequence-enrollments', address: `${at}?tab=enrollments` },
    { name: 'sequence-log', address: `${at}?tab=log` },
    { name: 'sequence-versions', address: `${at}?tab=versions` },
    { name: 'save-template', address: at, open: choose('More actions', /template/) },
    { name: 'archive', address: at, open: choose('More actions', /Archive/) },
    { name: 'builder', address: `${at}/edit` },
    { name: 'builder-step', address: `${at}/edit?step=s2` },
    { name: 'builder-preview', address: `${at}/edit?step=s1&preview=on` },
    { name: 'builder-rules', address: `${at}/edit?step=rules` },
    { name: 'launch', address: `/sequences/${draft?.id ?? ''}/edit`, open: press('Launch') },
    { name: 'enrollments', address: `${at}/enrollments` },
    { name: 'enroll', address: `${at}/enroll` },
    { name: 'enroll-paste', address: `${at}/enroll?way=paste` },
    { name: 'enroll-csv', address: `${at}/enroll?way=csv` },
    { name: 'enrollment', address: `/enrollments/${enrollment.id}` },
    { name: 'contact', address: `/contacts/${enrollment.contactId}`, whole: true },
    { name: 'add-to-sequence', address: `/contacts/${enrollment.contactId}`, open: press('Add to sequence') },
    { name: 'erase', address: `/contacts/${enrollment.contactId}`, open: choose('More actions', /Erase/) },
    { name: 'message-edit', address: `/contacts/${enrollment.contactId}`, open: press('Edit') },
    { name: 'lead', address: `/leads/${enrollment.leadId}` },
    { name: 'why', address: `/contacts/${enrollment.contactId}?why=${messages[0]?.id ?? ''}` },
  ]
}
