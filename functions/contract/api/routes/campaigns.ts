/** Routes of documents, copies and templates. */
import { pageQuery } from '../bodies.ts'
import {
  duplicateBody,
  exportQuery,
  importAnswer,
  importBody,
  sequenceDocument,
  stepTemplateBody,
  stepTemplatePatch,
  stepTemplateView,
} from '../campaigns.ts'
import type { Route } from '../route.ts'
import { pageOf, sequenceView } from '../views.ts'

export const campaignRoutes = {
  exportSequences: {
    method: 'GET',
    path: '/api/v1/sequences/export',
    summary: 'The drafts of sequences as one document that can be imported',
    access: 'member',
    status: 200,
    query: exportQuery,
    answer: sequenceDocument,
  },
  importSequences: {
    method: 'POST',
    path: '/api/v1/sequences/import',
    summary: 'Create the sequences of a document, all or none',
    access: 'member',
    status: 200,
    body: importBody,
    answer: importAnswer,
  },
  duplicateSequence: {
    method: 'POST',
    path: '/api/v1/sequences/{id}/duplicate',
    summary: 'A new draft with the content of a sequence',
    access: 'member',
    status: 201,
    body: duplicateBody,
    answer: sequenceView,
  },
  listStepTemplates: {
    method: 'GET',
    path: '/api/v1/step-templates',
    summary: 'Reusable steps, newest first',
    access: 'member',
    status: 200,
    query: pageQuery,
    answer: pageOf(stepTemplateView),
  },
  createStepTemplate: {
    method: 'POST',
    path: '/api/v1/step-templates',
    summary: 'Keep a step for use in other sequences',
    access: 'member',
    status: 201,
    body: stepTemplateBody,
    answer: stepTemplateView,
  },
  updateStepTemplate: {
    method: 'PUT',
    path: '/api/v1/step-templates/{id}',
    summary: 'Change a reusable step; sequences that took it over stay as they are',
    access: 'member',
    status: 200,
    body: stepTemplatePatch,
    answer: stepTemplateView,
  },
  removeStepTemplate: {
    method: 'DELETE',
    path: '/api/v1/step-templates/{id}',
    summary: 'Remove a reusable step; sequences that took it over keep it',
    access: 'member',
    status: 200,
    answer: stepTemplateView,
  },
} as const satisfies Record<string, Route>
