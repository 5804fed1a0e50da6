/** One route's sample answers. Methods and paths are checked against the route table, as the calls in frontend/api are. */
import type { AnswerOf, RouteName, routes } from '../../functions/contract/api/routes.ts'
import { ApiProblem } from '../api/problem.ts'
import type { Given } from '../api/request.ts'

type Routes = typeof routes

export interface Specimen {
  method: string
  path: string
  content: (given: Given) => unknown
  /** Where there is nothing; without it what is asked for is there all the same. */
  empty?: () => unknown
}

export const specimen = <N extends RouteName>(
  method: Routes[N]['method'],
  path: Routes[N]['path'],
  answers: { content: (given: Given) => AnswerOf<N>; empty?: () => AnswerOf<N> },
): Specimen => ({ method, path, ...answers })

export const pageOf = <T>(items: T[]) => ({ items, nextCursor: null })

/** The one that the request names by its id; the others as the API answers them. */
export const named = <T extends { id: string }>(list: readonly T[], { params }: Given): T => {
  const found = list.find(({ id }) => id === params?.['id'])
  if (!found) throw missing()
  return found
}

export const missing = (): ApiProblem =>
  new ApiProblem({ type: 'about:blank', title: 'Not found', status: 404, detail: 'Among the specimens there is none with this id.' })
