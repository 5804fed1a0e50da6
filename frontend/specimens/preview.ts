/** What would be sent, to whom and when. These routes are POSTs, and change nothing. */
import type { AnswerOf } from '../../functions/contract/api/routes.ts'
import { mergeFields } from '../../functions/domain/merge-fields.ts'
import { aTouch } from './a-contact.ts'
import { welcome } from './cast.ts'
import { ahead } from './instants.ts'
import { idsOf } from './people.ts'
import { specimen } from './specimen.ts'

const calendarOf = (contactId: string): AnswerOf<'previewSequence'>['results'][number] => {
  const enrollmentId = `preview-${contactId}`
  const touches = welcome.steps.map(({ id, name, channel, order, delayMinutes }) => {
    const at = ahead({ minutes: delayMinutes + 30 })
    return aTouch({
      enrollmentId,
      stepId: id,
      stepName: name,
      channel,
      order,
      dueAt: at,
      at,
      becomes: channel === 'call' ? 'handed_over' : 'sent',
    })
  })
  const enrollment = { enrollmentId, sequenceId: welcome.id, sequenceName: welcome.name, version: welcome.version }
  const finish = { at: touches.at(-1)?.dueAt ?? ahead({ days: 7 }), exitReason: 'completed' as const }
  return { contactId, refusal: null, enrollmentId, conflicts: [], touches, enrollments: [{ ...enrollment, finish }], stopped: null }
}

export const previewSpecimens = [
  specimen<'mergeFields'>('GET', '/api/v1/merge-fields', { content: () => ({ items: mergeFields('Acme Homes', ['street', 'agent']) }) }),
  specimen<'renderStep'>('POST', '/api/v1/render', {
    content: () => ({
      contactId: 'c-1001',
      variant: null,
      gets: null,
      recipient: 'dana.reyes@example.com',
      from: 'Sam Ortiz <sam@lakeside.example>',
      subject: 'Your place on 12 Elm St',
      text: 'Hi Dana, thank you for asking.',
      html: '<p>Hi Dana, thank you for asking.</p><p>Acme Homes, 400 Lake St, Chicago, IL 60601</p>',
      sms: null,
      smsText: null,
      missing: [],
      complaints: [],
    }),
  }),
  specimen<'publishPreview'>('GET', '/api/v1/sequences/{id}/publish-preview', {
    content: ({ params }) => ({
      sequenceId: params?.['id'] ?? welcome.id,
      version: 1,
      nextVersion: 2,
      revision: welcome.revision,
      running: 7,
      steps: { added: [], removed: [], changed: [], off: [] },
      policies: [],
      fields: [],
      changes: { policies: [], fields: [] },
      errors: [],
      warnings: [],
    }),
  }),
  specimen<'previewSequence'>('POST', '/api/v1/sequences/{id}/preview', {
    content: ({ params, body }) => ({
      sequenceId: params?.['id'] ?? welcome.id,
      version: 1,
      startAt: ahead({ minutes: 1 }),
      results: idsOf(body).map(calendarOf),
    }),
  }),
]
