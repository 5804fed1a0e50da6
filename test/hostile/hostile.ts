/** Input as nobody should send it: valid input with some of its parts replaced, left out, doubled or blown up. Drawn by fast-check, so that a finding is replayed by its seed. */
import * as fc from 'fast-check'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

const texts: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a'.repeat(5_000),
  '💥'.repeat(400),
  '\ud800',
  '../../etc/passwd',
  '%00%2e%2e',
  "'; DROP TABLE contacts; --",
  '<script>alert(1)</script>',
  '{{ constructor.constructor("return process")() }}',
  '{{#',
  '{% include "x" %}',
  '{% for i in (1..99999999) %}{{ i }}{% endfor %}',
  '__proto__',
  'CONTACT#x',
  'HEAD',
  '2026-02-30T25:61:00Z',
  '9999-12-31T23:59:59Z',
  '0000-00-00',
  'Infinity',
  'a@b',
  '"quoted spaces"@example.com',
  'x@' + 'y'.repeat(300) + '.com',
  '+0000000000000000',
  '+1',
  'Mars/Olympus',
  '\r\nBcc: everyone@example.com',
  '‮gnp.exe',
  'null',
  '[object Object]',
]

const odd: fc.Arbitrary<Json> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...texts) },
  { weight: 2, arbitrary: fc.constantFrom<Json>(null, true, false, 0, -1, 1e308, -0.5, 2 ** 53, [], {}, [[]], [null], { length: 5 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json> },
)

const step = fc.record({
  /** Which of the places of the value, counted round. Drawn evenly: a fraction would be drawn near 0 most of the time. */
  at: fc.noBias(fc.integer({ min: 0, max: 9_999 })),
  how: fc.constantFrom<'replace' | 'remove' | 'add' | 'repeat'>('replace', 'replace', 'replace', 'remove', 'add', 'repeat'),
  value: odd,
  key: fc.constantFrom('__proto__', 'constructor', 'id', 'kind', 'extra', 'toString', ''),
})

/** A valid value with one to four of its places spoilt. */
export const spoilt = (valid: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc.tuple(valid, fc.array(step, { minLength: 1, maxLength: 4 })).map(([value, steps]) => steps.reduce(spoil, structuredClone(value)))

/** Anything that is JSON, or the texts above on their own. */
export const anything: fc.Arbitrary<Json> = fc.oneof(odd, fc.jsonValue() as fc.Arbitrary<Json>)

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

const spoil = (value: Json, { at, how, value: drawn, key }: Step): Json => {
  // What is drawn is drawn again, and must not be the same object in two places.
  const other = structuredClone(drawn)
  const places = placesOf(value)
  const place = places[at % Math.max(1, places.length)]
  if (!place) return other
  const { parent, name } = place
  if (Array.isArray(parent)) {
    const index = Number(name)
    if (how === 'remove') parent.splice(index, 1)
    else if (how === 'repeat') parent.push(...Array.from({ length: 60 }, () => structuredClone(parent[index] ?? null)))
    else parent[index] = other
    return value
  }
  if (how === 'remove') delete parent[name]
  else Object.defineProperty(parent, how === 'add' ? key : name, { value: other, enumerable: true, writable: true, configurable: true })
  return value
}

interface Place {
  parent: Json[] | { [key: string]: Json }
  name: string
}

const placesOf = (value: Json): Place[] => {
  if (typeof value !== 'object' || value === null) return []
  const parent = value
  return Object.entries(value).flatMap(([name, child]) => [{ parent, name }, ...placesOf(child)])
}
