import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { openApiDocument } from '../../functions/contract/api/openapi.ts'
import type { Route } from '../../functions/contract/api/route.ts'
import { routes } from '../../functions/contract/api/routes.ts'
import { contractDocuments } from '../../functions/contract/documents.ts'
import { ownEvents } from '../../functions/contract/own-events.ts'
import { decide } from '../../functions/domain/decide.ts'
import { enrollSignal, enrollment, head, now } from '../domain/builders.ts'

const docs = join(import.meta.dirname, '../../docs')

describe('the generated documents', () => {
  it.each(Object.entries(contractDocuments()))('docs/%s is what its schemas say (npm run schemas)', (name, text) => {
    expect(readFileSync(join(docs, name), 'utf8')).toBe(text)
  })

  it('are the only ones in docs/schemas', () => {
    const generated = Object.keys(contractDocuments()).filter((name) => name.startsWith('schemas/'))
    expect(
      readdirSync(join(docs, 'schemas'))
        .map((name) => `schemas/${name}`)
        .toSorted(),
    ).toEqual(generated.toSorted())
  })
})

describe('the OpenAPI document', () => {
  const document = JSON.parse(JSON.stringify(openApiDocument())) as {
    paths: Record<string, Record<string, { operationId: string; parameters?: { name: string; in: string }[]; security?: unknown[] }>>
    components: { schemas: Record<string, unknown> }
  }

  it('describes every route of the table, and nothing else', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`))
    const served = Object.values(routes).map(({ method, path }) => `${method.toLowerCase()} ${path}`)
    expect(described.toSorted()).toEqual(served.toSorted())
  })

  it.each(Object.entries<Route>(routes))('%s names each parameter of its path and is open only where the route is', (name, route) => {
    const operation = document.paths[route.path]?.[route.method.toLowerCase()]
    expect(operation?.operationId).toBe(name)
    const inPath = (operation?.parameters ?? []).filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name)
    expect(inPath).toEqual([...route.path.matchAll(/\{(\w+)\}/g)].map(([, param]) => param))
    expect(operation?.security !== undefined).toBe(route.access === 'open')
  })

  it('says of every field of every body and query what it is', () => {
    const silent = Object.entries<Route>(routes).flatMap(([name, route]) =>
      [route.body, route.query].flatMap((schema) => (schema ? undescribed(schemaOf(schema), name) : [])),
    )
    expect(silent).toEqual([])
  })

  it('refers only to schemas that it defines', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference ?? '')
    expect(references).not.toHaveLength(0)
    for (const reference of references) {
      expect(reference).toMatch(/^#\/components\/schemas\//)
      expect(document.components.schemas).toHaveProperty(reference.split('/').at(-1) ?? '')
    }
  })
})

type Schema = {
  description?: string
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  additionalProperties?: Schema | boolean
}

const schemaOf = (schema: z.ZodType): Schema => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema

/** The paths of fields that no sentence describes. */
const undescribed = ({ properties = {}, items, anyOf = [], oneOf = [], additionalProperties }: Schema, at: string): string[] => [
  ...Object.entries(properties).flatMap(([name, field]) => [
    ...(field.description ? [] : [`${at}.${name}`]),
    ...undescribed(field, `${at}.${name}`),
  ]),
  ...[...anyOf, ...oneOf, ...(items ? [items] : []), ...(typeof additionalProperties === 'object' ? [additionalProperties] : [])].flatMap(
    (part) => undescribed(part, at),
  ),
]

describe('the events that Touchline publishes', () => {
  const published = [
    decide(head(), enrollSignal(), now),
    decide(
      head({ enrollments: [enrollment()] }),
      { kind: 'replied', reply: 'r1', enrollmentId: null, leadId: 'lead-1001', detail: 'yes' },
      now,
    ),
    decide(
      head({ enrollments: [enrollment()] }),
      { kind: 'opted_out', address: 'email', addressKey: 'ae1', channels: ['email'], reason: 'unsubscribed', detail: 'one click' },
      now,
    ),
  ].flatMap((decision) => (decision.kind === 'changed' ? decision.after : []).filter((effect) => effect.kind === 'publish'))

  it('are as their schemas say', () => {
    expect(new Set(published.map(({ detailType }) => detailType))).toEqual(
      new Set(['Enrollment Started', 'Enrollment Finished', 'Contact Replied', 'Contact Unsubscribed']),
    )
    for (const { detailType, detail } of published) expect(ownEvents[detailType].strict().parse(detail)).toEqual(detail)
  })
})
