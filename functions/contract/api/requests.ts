/** The types of requests and handlers, read off the route table. */
import type * as z from 'zod'
import type { Caller, Outcome } from './outcome.ts'
import type { AnswerOf, RouteName, routes } from './routes.ts'

type Routes = typeof routes
type NamesIn<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never

export type ParamsOf<N extends RouteName> = Record<NamesIn<Routes[N]['path']>, string>
export type QueryOf<N extends RouteName> = Routes[N] extends { query: infer Q extends z.ZodType } ? z.output<Q> : undefined
export type ParsedBodyOf<N extends RouteName> = Routes[N] extends { body: infer B extends z.ZodType } ? z.output<B> : undefined

export interface ApiRequest<N extends RouteName> {
  params: ParamsOf<N>
  query: QueryOf<N>
  body: ParsedBodyOf<N>
  caller: Caller
}

export type Verb<N extends RouteName> = (request: ApiRequest<N>) => Promise<Outcome<AnswerOf<N>>>
export type Verbs = { [N in RouteName]: Verb<N> }
