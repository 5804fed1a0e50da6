/** One route of the API: what the router serves, OpenAPI prints and a client is typed from. */
import type * as z from 'zod'

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  summary: string
  /** Who may call it: everyone, any signed-in person, or admins. */
  access: 'open' | 'member' | 'admin'
  query?: z.ZodObject
  body?: z.ZodType
  /** Bytes that its body may have; 300,000 where it is not said. */
  mostBodyBytes?: number
  /** A POST that only looks: asked again it is carried out again, whatever its key. */
  reads?: true
  status: number
  answer: z.ZodType
}
