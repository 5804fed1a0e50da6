/** The API as the dashboard calls it. Methods and paths are checked against the route table; only its types reach the browser. */
import type { AnswerOf, BodyOf, RouteName, routes } from '../../functions/contract/api/routes.ts'
import { request } from './request.ts'

type Routes = typeof routes
type Answer<N extends RouteName> = Promise<AnswerOf<N>>
type Query = Record<string, string | number | undefined>

/** One route, named by its key; method and path do not compile unless they are that route's own. */
const route =
  <N extends RouteName>(method: Routes[N]['method'], path: Routes[N]['path']) =>
  (given: { params?: Record<string, string>; query?: Query; body?: BodyOf<N> } = {}): Answer<N> =>
    // The API is this product's own and checks its answers against the same table.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    request(method, path, given) as Answer<N>

export const listSequences = route<'listSequences'>('GET', '/api/v1/sequences')
export const createSequence = route<'createSequence'>('POST', '/api/v1/sequences')
export const getSequence = route<'getSequence'>('GET', '/api/v1/sequences/{id}')
export const updateSequence = route<'updateSequence'>('PUT', '/api/v1/sequences/{id}')
export const archiveSequence = route<'archiveSequence'>('DELETE', '/api/v1/sequences/{id}')
export const publishSequence = route<'publishSequence'>('POST', '/api/v1/sequences/{id}/publish')
export const addStep = route<'addStep'>('POST', '/api/v1/sequences/{id}/steps')
export const updateStep = route<'updateStep'>('PUT', '/api/v1/sequences/{id}/steps/{stepId}')
export const removeStep = route<'removeStep'>('DELETE', '/api/v1/sequences/{id}/steps/{stepId}')
export const enroll = route<'enroll'>('POST', '/api/v1/sequences/{id}/enroll')
export const listEnrollments = route<'listEnrollments'>('GET', '/api/v1/sequences/{id}/enrollments')
export const listMessages = route<'listMessages'>('GET', '/api/v1/sequences/{id}/messages')
export const getAnalytics = route<'getAnalytics'>('GET', '/api/v1/sequences/{id}/analytics')
export const listContacts = route<'listContacts'>('GET', '/api/v1/contacts')
export const getSettings = route<'settings'>('GET', '/api/v1/settings')
