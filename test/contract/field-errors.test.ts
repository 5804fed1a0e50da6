import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { fieldErrors } from '../../functions/contract/field-errors.ts'

describe('What a field lacks', () => {
  it.each([
    [z.object({}), 7, 'give an object'],
    [z.array(z.string()), undefined, 'is missing: give an array'],
    [z.string(), 7, 'give a string'],
    [z.boolean(), undefined, 'is missing: give a boolean'],
  ] as const)('is said as a person would say it', (shape: z.ZodType, value, message) => {
    const { error } = z.object({ it: shape }).safeParse({ it: value })
    expect(fieldErrors(error ?? { issues: [] })).toEqual([{ field: 'it', message }])
  })
})
