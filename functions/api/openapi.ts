/** The API's description of itself, made once. */
import { answer } from '../contract/api/outcome.ts'
import { openApiDocument } from '../contract/api/openapi.ts'
import type { Verb } from '../contract/api/requests.ts'

let document: ReturnType<typeof openApiDocument> | undefined

export const openapi = (): Verb<'openapi'> => async () => answer((document ??= openApiDocument()))
