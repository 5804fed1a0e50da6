import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { contactChanged } from '../../functions/contract/crm-events.ts'
import { itemsOf } from '../../functions/contract/crm-items.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

it('The example of a changed contact in the README is one, in every field', () => {
  const blocks = [...readme.matchAll(/```json\n([^`]+)```/g)].map(([, block = '']) => block)
  const body = blocks.find((block) => block.includes('"Contact Changed"')) ?? ''
  const { detail } = JSON.parse(body) as { detail: unknown }
  expect(contactChanged.parse(detail)).toEqual(detail)
  expect(itemsOf({ vendor: 'hmac', body, receivedAt: '2026-11-20T15:00:01.000Z' }, (text) => text)).toHaveLength(1)
})
