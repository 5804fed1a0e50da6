import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkRoutes, routedTo, type Routed } from '../../functions/domain/routes.ts'

const others: Routed[] = [
  { slug: 'outreach', to: [] },
  { slug: 'close', to: ['onboarding'] },
  { slug: 'onboarding', to: [] },
]

describe('exit routes, when they are saved', () => {
  it('lead to sequences that exist, to gates and to nothing', () => {
    expect(checkRoutes('outreach', { booked: { gate: ['close'] }, converted: 'close', rejected: null }, others)).toEqual([])
  })

  it('are refused where a target is missing, also one that a gate suggests', () => {
    const errors = checkRoutes('outreach', { converted: 'clsoe', booked: { gate: ['close', 'nowhere'] } }, others)
    expect(errors.map(({ field, message }) => [field, /"(.+?)"/.exec(message)?.[1]])).toEqual([
      ['exitRoutes.converted', 'clsoe'],
      ['exitRoutes.booked', 'nowhere'],
    ])
  })

  it('are refused where a sequence follows itself', () => {
    expect(checkRoutes('outreach', { replied: 'outreach' }, others)).toMatchObject([{ field: 'exitRoutes.replied' }])
  })

  it('are refused where they go round in a circle over other sequences, and the circle is named', () => {
    const [error] = checkRoutes('onboarding', { completed: 'outreach' }, [{ slug: 'outreach', to: ['close'] }, ...others.slice(1)])
    expect(error).toEqual({
      field: 'exitRoutes.completed',
      message: 'this would go round in a circle: onboarding → outreach → close → onboarding',
    })
  })

  it('may lead back through a gate, where a person decides', () => {
    expect(checkRoutes('onboarding', { booked: { gate: ['close', 'onboarding'] } }, others)).toEqual([])
  })

  it('name each follower once', () => {
    expect(routedTo({ converted: 'close', replied: 'close', booked: { gate: ['outreach'] } }, { rejected: 'onboarding' })).toEqual([
      'close',
      'onboarding',
    ])
  })

  it('never make a circle, however many are saved one after another', () => {
    const slug = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
    fc.assert(
      fc.property(fc.array(fc.tuple(slug, slug, slug), { maxLength: 30 }), (edits) => {
        const saved = new Map<string, string[]>(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, []]))
        for (const [name, converted, replied] of edits) {
          const all = [...saved].map(([other, to]) => ({ slug: other, to }))
          if (checkRoutes(name, { converted, replied }, all).length === 0) saved.set(name, [converted, replied])
        }
        const walk = (name: string, path: string[]): void => {
          expect(path).not.toContain(name)
          for (const next of saved.get(name) ?? []) walk(next, [...path, name])
        }
        for (const name of saved.keys()) walk(name, [])
      }),
    )
  })
})
