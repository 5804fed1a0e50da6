/** Routes of the tenant's settings. */
import type { Route } from '../route.ts'
import { checkQuery, senderCheckView } from '../sender-check.ts'
import { settingsPatch } from '../settings-patch.ts'
import { settingsView } from '../settings.ts'

export const settingsRoutes = {
  settings: {
    method: 'GET',
    path: '/api/v1/settings',
    summary: "The tenant's settings and each channel's adapter",
    access: 'member',
    status: 200,
    answer: settingsView,
  },
  updateSettings: {
    method: 'PUT',
    path: '/api/v1/settings',
    summary:
      "Stop all sending or turn it on again, limit it to some recipients, say who is away, set hours, holidays, limits and stages in place of the file's; it holds from the next message on",
    access: 'admin',
    status: 200,
    body: settingsPatch,
    answer: settingsView,
  },
  senderCheck: {
    method: 'GET',
    path: '/api/v1/settings/sender-check',
    summary: 'What DNS says of the domains that mails are sent from: SPF, DKIM, DMARC',
    access: 'member',
    query: checkQuery,
    status: 200,
    answer: senderCheckView,
  },
} as const satisfies Record<string, Route>
