/** Routes that help to write a step. */
import { mergeFieldsAnswer, renderAnswer, renderBody } from '../render.ts'
import type { Route } from '../route.ts'

export const renderRoutes = {
  renderStep: {
    method: 'POST',
    path: '/api/v1/render',
    summary: 'A step as it would reach a contact who were enrolled now, composed as it is when it is sent. Changes nothing',
    access: 'member',
    reads: true,
    status: 200,
    body: renderBody,
    answer: renderAnswer,
  },
  mergeFields: {
    method: 'GET',
    path: '/api/v1/merge-fields',
    summary: 'The merge variables that templates can name',
    access: 'member',
    status: 200,
    answer: mergeFieldsAnswer,
  },
} as const satisfies Record<string, Route>
