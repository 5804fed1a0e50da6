import { describe, expect, it } from 'vitest'
import { actsOf } from '../../lib/local/personas.ts'

const crowd = Array.from({ length: 3_000 }, (_, place) => actsOf(`person${place}@persona.example`, `message-${place}`))
const shareOf = (kind: string) => crowd.filter((acts) => acts.some((act) => act.kind === kind)).length / crowd.length

describe('the crowd', () => {
  it('is mostly reached, about 45 in 100 open, 12 click, 8 reply, 2 bounce', () => {
    expect(shareOf('delivered')).toBeGreaterThan(0.96)
    expect(shareOf('opened')).toBeCloseTo(0.45, 1)
    expect(shareOf('clicked')).toBeCloseTo(0.12, 1)
    expect(shareOf('replied')).toBeCloseTo(0.08, 1)
    expect(shareOf('bounced')).toBeGreaterThan(0.01)
    expect(shareOf('bounced')).toBeLessThan(0.03)
  })

  it('does the same again in a repeated run', () => {
    expect(actsOf('dana@persona.example', 'm-1')).toEqual(actsOf('dana@persona.example', 'm-1'))
  })

  it('varies from mail to mail, but a dead address stays dead', () => {
    const dead = Array.from({ length: 500 }, (_, place) => `someone${place}@persona.example`).find((address) =>
      actsOf(address, 'm-1').some((act) => act.kind === 'bounced'),
    )
    expect(dead).toBeDefined()
    expect(actsOf(dead ?? '', 'm-2')).toMatchObject([{ kind: 'bounced' }])
  })

  it('opens before it clicks or answers', () => {
    for (const acts of crowd) {
      const kinds = acts.map((act) => act.kind)
      if (kinds.includes('clicked')) expect(kinds.indexOf('opened')).toBeLessThan(kinds.indexOf('clicked'))
      if (kinds.includes('replied')) expect(kinds.indexOf('opened')).toBeLessThan(kinds.indexOf('replied'))
    }
  })
})

describe('a full mailbox', () => {
  it('takes no mail, and lives on', () => {
    expect(actsOf('full-dana@persona.example', 'm-1')).toMatchObject([{ kind: 'bounced', bounceType: 'Transient' }])
  })
})

describe('an address outside', () => {
  it('is delivered to and stays silent', () => {
    expect(actsOf('dana@example.com', 'm-1')).toEqual([{ kind: 'delivered', after: 1_000 }])
  })
})
