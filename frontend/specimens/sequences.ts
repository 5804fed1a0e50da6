/** Sequences: the list, one of them, its numbers, versions and log. */
import type { VersionLine } from '../../functions/contract/api/versions.ts'
import { anAnalytics, aPeriod } from './an-analytics.ts'
import { offer, sequences } from './cast.ts'
import { ago } from './instants.ts'
import { log } from './log.ts'
import { named, pageOf, specimen } from './specimen.ts'

const versions: VersionLine[] = [
  { version: 3, publishedAt: ago({ days: 4 }), publishedBy: 'dana', name: offer.name, steps: 3, current: true },
  { version: 2, publishedAt: ago({ days: 18 }), publishedBy: 'sam', name: offer.name, steps: 3, current: false },
  { version: 1, publishedAt: ago({ days: 39 }), publishedBy: 'dana', name: offer.name, steps: 2, current: false },
]

export const sequenceSpecimens = [
  specimen<'listSequences'>('GET', '/api/v1/sequences', { content: () => pageOf(sequences), empty: () => pageOf([]) }),
  specimen<'getSequence'>('GET', '/api/v1/sequences/{id}', { content: (given) => named(sequences, given) }),
  specimen<'getAnalytics'>('GET', '/api/v1/sequences/{id}/analytics', {
    content: (given) => {
      const { id: sequenceId, version } = named(sequences, given)
      const none = { rolledUpAt: null, last24h: aPeriod(), allTime: aPeriod(), steps: [], live: [] }
      return anAnalytics({ sequenceId, ...(version === 0 ? none : { rolledUpAt: ago({ minutes: 40 }) }) })
    },
  }),
  specimen<'listLog'>('GET', '/api/v1/sequences/{id}/log', {
    content: () => ({ ...pageOf(log), more: false }),
    empty: () => ({ ...pageOf([]), more: false }),
  }),
  specimen<'listVersions'>('GET', '/api/v1/sequences/{id}/versions', { content: () => pageOf(versions), empty: () => pageOf([]) }),
  specimen<'getVersion'>('GET', '/api/v1/sequences/{id}/versions/{version}', {
    content: (given) => {
      const { id, name, description, triggerStage, goalStages, policies, exitRoutes, type, client, ownerRole, steps } = named(
        sequences,
        given,
      )
      const said = { name, description, triggerStage, goalStages, policies, exitRoutes, type, client, ownerRole, steps }
      return { sequenceId: id, version: Number(given.params?.['version']), publishedAt: ago({ days: 4 }), publishedBy: 'dana', ...said }
    },
  }),
  specimen<'compareVersions'>('GET', '/api/v1/sequences/{id}/compare', {
    content: ({ params }) => ({
      sequenceId: params?.['id'] ?? offer.id,
      from: 3,
      to: 'draft',
      steps: {
        added: [],
        removed: [],
        changed: [
          {
            id: 's3',
            name: 'Before it lapses',
            channel: 'email',
            delayMinutes: 11_520,
            changes: [{ field: 'subject', before: 'A reminder', after: 'The offer for {{street}} lapses in two days' }],
          },
        ],
      },
      policies: [{ field: 'onReply', before: 'finish', after: 'review' }],
      fields: [],
    }),
  }),
  specimen<'listSequenceTemplates'>('GET', '/api/v1/sequence-templates', { content: () => pageOf([]) }),
  specimen<'listStepTemplates'>('GET', '/api/v1/step-templates', {
    content: () =>
      pageOf([
        {
          id: '01K0000000000000000000TPL1',
          name: 'Three sales nearby',
          step: {
            name: 'Three sales nearby',
            channel: 'email',
            delayMinutes: 4320,
            onFailure: 'heal',
            subject: 'Three sales near {{street}}',
            body: 'Shall I walk you through them?',
          },
          createdBy: 'dana',
          createdAt: ago({ days: 12 }),
          updatedAt: ago({ days: 12 }),
          revision: 1,
        },
      ]),
    empty: () => pageOf([]),
  }),
]
