/** What an operator looks at: the checklist, queues, dead letters, the tenant's settings. */
import type { OperationsView } from '../../functions/contract/api/operations.ts'
import type { SettingsView } from '../../functions/contract/api/settings.ts'
import { workQueues } from '../../functions/contract/dead-letters.ts'
import { setupItems } from '../../functions/domain/setup.ts'
import { aSettings } from './a-settings.ts'
import { ago } from './instants.ts'
import { specimen } from './specimen.ts'

const settings: SettingsView = aSettings()
const operations: OperationsView = {
  queues: workQueues.map((queue, index) => ({
    queue,
    waiting: index === 1 ? 14 : 0,
    inFlight: index === 1 ? 3 : 0,
    delayed: 0,
    dead: index === 4 ? 1 : 0,
  })),
  schedules: { waiting: 137, more: false },
  executions: [
    { id: 'run-2', name: 'rollup 10:00', status: 'SUCCEEDED', startedAt: ago({ hours: 1 }), stoppedAt: ago({ minutes: 59 }) },
    {
      id: 'run-1',
      name: 'rollup 09:00',
      status: 'FAILED',
      startedAt: ago({ hours: 2 }),
      stoppedAt: ago({ hours: 1, minutes: 58 }),
      detail: 'One partition answered too slowly three times.',
    },
  ],
  adapters: [
    { channel: 'email', adapter: 'ses', simulated: false },
    { channel: 'sms', adapter: 'twilio', simulated: false },
    { channel: 'call', adapter: 'person', simulated: false },
    { channel: 'linkedin', adapter: 'person', simulated: false },
    { channel: 'task', adapter: 'person', simulated: false },
  ],
}

export const operationsSpecimens = [
  specimen<'settings'>('GET', '/api/v1/settings', {
    content: () => settings,
    empty: () => aSettings({ holidays: [], controls: { ...settings.controls, absences: [] } }),
  }),
  specimen<'operations'>('GET', '/api/v1/operations', {
    content: () => operations,
    empty: () => ({ ...operations, schedules: { waiting: 0, more: false }, executions: [] }),
  }),
  specimen<'setup'>('GET', '/api/v1/setup', {
    content: () => ({
      items: setupItems({
        tenant: settings.tenant,
        admin: 'dana',
        crmSources: ['pipeline'],
        leadsInStages: true,
        contacts: true,
        sequences: { active: 2, published: 3, drafts: 1 },
        domains: [{ domain: 'lakeside.example', verdict: 'warn', text: 'DMARC only watches (p=none).' }],
        email: { adapter: 'ses', replyDomain: settings.email.replyDomain, account: null },
        adapters: operations.adapters,
        controls: { sending: 'on', allowList: null },
        postalAddress: settings.postalAddress,
        suppressions: { imported: false, closed: true },
        alarmEmail: null,
        webhooks: [],
      }),
      checkedSecondsAgo: 190,
    }),
    empty: () => ({ items: [] }),
  }),
  specimen<'senderCheck'>('GET', '/api/v1/settings/sender-check', {
    content: () => ({
      adapter: 'ses',
      checkedSecondsAgo: 190,
      domains: [
        {
          domain: 'lakeside.example',
          checks: [
            { check: 'spf', verdict: 'ok', text: 'SPF allows the provider.', found: ['v=spf1 include:amazonses.com ~all'] },
            { check: 'dkim', verdict: 'ok', text: 'Three keys are published.', found: ['abc._domainkey.lakeside.example'] },
            {
              check: 'dmarc',
              verdict: 'warn',
              text: 'DMARC only watches. Ask for quarantine once its reports are clean.',
              found: ['v=DMARC1; p=none'],
              publish: [{ name: '_dmarc.lakeside.example', type: 'TXT', value: 'v=DMARC1; p=quarantine' }],
            },
          ],
        },
      ],
    }),
    empty: () => ({ adapter: 'simulated', checkedSecondsAgo: 0, domains: [] }),
  }),
  specimen<'listDeadLetters'>('GET', '/api/v1/dead-letters', {
    content: () => ({
      items: [
        {
          id: 'letter-1',
          queue: 'receive',
          kind: 'failed',
          reason: 'It failed in each of 5 tries, the last time with "The mail has no sender". Put that right, then redrive it.',
          body: '{"mail":"2026/11/20/0102018f"}',
          sentAt: ago({ hours: 8 }),
          tries: 5,
        },
      ],
      more: false,
    }),
    empty: () => ({ items: [], more: false }),
  }),
]
