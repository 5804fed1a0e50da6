/** The API as an OpenAPI 3.1 document, generated from the route table. */
import * as z from 'zod'
import { draftView } from './drafts.ts'
import type { Route } from './route.ts'
import { routes } from './routes.ts'
import { analyticsView, contactView, enrollmentView, messageView, problem, sequenceView, statsRow } from './views.ts'

type Json = Record<string, unknown>

/** Schemas that many routes share, under the names that readers know them by. */
const named: Record<string, z.ZodType> = {
  Sequence: sequenceView,
  SequenceStats: statsRow,
  Analytics: analyticsView,
  Enrollment: enrollmentView,
  Message: messageView,
  Draft: draftView,
  Contact: contactView,
  Problem: problem,
}

export const openApiDocument = (): Json => ({
  openapi: '3.1.0',
  info: {
    title: 'Touchline',
    version: '1',
    description:
      'Sequences, enrollments and messages. Ids of contacts and leads are those of the CRM, all others ULIDs; times are ISO 8601 in UTC. ' +
      'Lists take `limit` and `cursor` and answer `items` and `nextCursor`. Errors are problem details (RFC 9457) with a stable `reason`.',
  },
  servers: [{ url: '/' }],
  security: [{ signedIn: [] }],
  paths: pathsOf(Object.entries(routes)),
  components: {
    securitySchemes: { signedIn: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    schemas: Object.fromEntries(Object.entries(named).map(([name, schema]) => [name, schemaOf(schema, 'output', name)])),
  },
})

const pathsOf = (all: [string, Route][]): Json => {
  const paths: Record<string, Json> = {}
  for (const [name, route] of all) paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(name, route) }
  return paths
}

const operationOf = (name: string, route: Route): Json => {
  const parameters = [
    ...[...route.path.matchAll(/\{(\w+)\}/g)].map(([, param]) => ({ name: param, in: 'path', required: true, schema: { type: 'string' } })),
    ...(route.query ? queryParameters(route.query) : []),
    ...(route.method === 'POST' && route.access !== 'open' && !route.reads ? [idempotencyKey] : []),
  ]
  const page = route.path.startsWith('/u/')
  const answered = page ? { 'text/html': {} } : { 'application/json': { schema: schemaOf(route.answer, 'output') } }
  return {
    operationId: name,
    summary: route.summary,
    ...(route.access === 'open' ? { security: [] } : { description: `Needs the role ${route.access}.` }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body
      ? {
          requestBody: {
            required: !route.body.safeParse(undefined).success,
            content: { 'application/json': { schema: schemaOf(route.body, 'input') } },
          },
        }
      : {}),
    responses: {
      [route.status]: { description: 'Done.', content: answered },
      default: { description: 'Why not.', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
    },
  }
}

const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Sent again within a day, the same request is answered from its first time and acts no second time; the header idempotency-replayed says so. ' +
    'An answer that was too long to keep (300,000 bytes, compressed) is answered with its status and `{ "carriedOut": true, "answerKept": false, "detail" }`.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

const queryParameters = (query: z.ZodObject): Json[] => {
  const { properties = {}, required = [] } = schemaOf(query, 'input') as { properties?: Record<string, Json>; required?: string[] }
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema }))
}

/** `self` is the name under which this very schema is being defined, so that it does not refer to itself. */
const schemaOf = (schema: z.ZodType, io: 'input' | 'output', self?: string): Json => {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const name = Object.entries(named).find(([, known]) => Object.is(known, zodSchema))?.[0]
      if (!name || name === self) return
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key]
      jsonSchema.$ref = `#/components/schemas/${name}`
    },
  })
  return json
}
