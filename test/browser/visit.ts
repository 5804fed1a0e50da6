/** Pages of the real dashboard, as a person opens them; whatever a page complains about is collected. */
import axe from 'axe-core'
import type { Browser, BrowserContext, Page, Request } from 'playwright-core'

export type Theme = 'light' | 'dark'

export interface Visit {
  page: Page
  /** Errors and warnings of the console, uncaught exceptions, and requests to foreign origins. */
  complaints: string[]
  close(): Promise<void>
}

export interface Look {
  width?: number
  height?: number
  theme?: Theme
  scale?: number
  /** ISO 8601: the browser's clock begins there, and can be moved by hand. */
  at?: string
}

/** What each page has asked for and not been answered yet. */
const asked = new WeakMap<Page, Set<Request>>()

/** A new, signed-out browser profile at the dashboard. */
export const visit = async (browser: Browser, url: string, look: Look = {}): Promise<Visit> => {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: look.width ?? 1440, height: look.height ?? 900 },
    deviceScaleFactor: look.scale ?? 1,
    colorScheme: look.theme ?? 'light',
    locale: 'en-US',
    timezoneId: 'America/New_York',
  })
  if (look.at !== undefined) await context.clock.install({ time: look.at })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`))
  const open = new Set<Request>()
  asked.set(page, open)
  page.on('requestfinished', (request) => open.delete(request))
  page.on('requestfailed', (request) => open.delete(request))
  page.on('request', (request) => {
    open.add(request)
    if (!request.url().startsWith('http://localhost') && !request.url().startsWith('data:')) complaints.push(`foreign: ${request.url()}`)
  })
  return { page, complaints, close: () => closeAll(context) }
}

/** Once the page has its answers and what moved has come to rest. */
export const settled = async (page: Page): Promise<void> => {
  await page.waitForLoadState('networkidle')
  await answered(page)
  await page.evaluate(
    'Promise.all(document.getAnimations().filter((a) => a.effect?.getTiming().iterations !== Infinity).map((a) => a.finished.catch(() => null)))',
  )
}

/** What is pressed asks after the load is over, and often loads the dialog's own script first. */
const answered = async (page: Page): Promise<void> => {
  for (let calm = 0, looks = 0; calm < 3 && looks < 200; looks += 1) {
    await page.waitForTimeout(40)
    calm = (asked.get(page)?.size ?? 0) === 0 ? calm + 1 : 0
  }
}

/** Through the sign-in page and the issuer's, back to the address. */
export const signIn = async (page: Page, role: 'admin' | 'member', address = '/sequences'): Promise<void> => {
  await page.goto(address)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('link', { name: `Sign in as ${role}` }).click()
  await page.getByRole('navigation', { name: 'Breadcrumb' }).waitFor()
}

interface Violation {
  impact: string | null
  id: string
  nodes: { html: string }[]
}

/** The rules that look at colours, which take axe most of its time. */
const colourRules = ['color-contrast', 'link-in-text-block']
const rulesFor = {
  all: {},
  colours: { runOnly: { type: 'rule', values: colourRules } },
  'all but colours': { rules: Object.fromEntries(colourRules.map((rule) => [rule, { enabled: false }])) },
} as const
export type Rules = keyof typeof rulesFor

/** Serious and critical violations of axe's rules on the page as it stands, each with the element. */
export const seriousViolations = async (page: Page, rules: Rules = 'all'): Promise<string[]> => {
  // By the debugger, since the page's own policy lets no foreign script in.
  await page.evaluate(axe.source)
  // A mail's frame has no origin that axe could speak to; what stands in it is the sender's.
  const options = JSON.stringify({ iframes: false, ...rulesFor[rules] })
  const violations: Violation[] = await page.evaluate(`axe.run(${options}).then((result) => result.violations)`)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)
}

const closeAll = (context: BrowserContext): Promise<void> => context.close()
