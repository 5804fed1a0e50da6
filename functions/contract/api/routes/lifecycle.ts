/** Routes of reading one enrollment, of publishing for those who run, and of erasing a contact. */
import { erasedView, publishBody, publishPreviewView } from '../lifecycle.ts'
import { exportQuery, personExport } from '../person.ts'
import type { Route } from '../route.ts'
import { enrollmentView, sequenceView } from '../views.ts'

export const lifecycleRoutes = {
  getEnrollment: {
    method: 'GET',
    path: '/api/v1/sequences/enrollments/{enrollmentId}',
    summary: 'One enrollment, running or finished',
    access: 'member',
    status: 200,
    answer: enrollmentView,
  },
  publishPreview: {
    method: 'GET',
    path: '/api/v1/sequences/{id}/publish-preview',
    summary: 'What publishing the draft would change, and how many enrollments run',
    access: 'member',
    status: 200,
    answer: publishPreviewView,
  },
  publishSequence: {
    method: 'POST',
    path: '/api/v1/sequences/{id}/publish',
    summary: 'Publish the draft as the next version; running enrollments stay on theirs, or move to it',
    access: 'member',
    status: 200,
    body: publishBody,
    answer: sequenceView,
  },
  exportPerson: {
    method: 'GET',
    path: '/api/v1/contacts/{id}/export',
    summary: 'Everything that is kept of a person, in as many pages as it takes',
    access: 'admin',
    status: 200,
    query: exportQuery,
    answer: personExport,
  },
  eraseContact: {
    method: 'DELETE',
    path: '/api/v1/contacts/{id}',
    summary: 'Erase a contact: everything of the person is removed, and later events for them are refused',
    access: 'admin',
    status: 200,
    answer: erasedView,
  },
} as const satisfies Record<string, Route>
