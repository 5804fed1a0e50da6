/** The API as the dashboard calls it. Methods and paths are checked against the route table; only its types reach the browser. */
import type { AnswerOf, BodyOf, RouteName, routes } from '../../functions/contract/api/routes.ts'
import { carry } from './transport.ts'

type Routes = typeof routes
type Answer<N extends RouteName> = Promise<AnswerOf<N>>
type Query = Record<string, string | number | undefined>

/**
 * One route, named by its key; method and path do not compile unless they are that route's own.
 * The calls stand by area in the other files of this folder: `route<'listTasks'>('GET', '/api/v1/tasks')`.
 */
export const route =
  <N extends RouteName>(method: Routes[N]['method'], path: Routes[N]['path']) =>
  (given: { params?: Record<string, string>; query?: Query; body?: BodyOf<N> } = {}): Answer<N> =>
    // The API is this product's own and checks its answers against the same table.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    carry(method, path, given) as Answer<N>
