import { describe, expect, it } from 'vitest'
import { readCsv } from '../../functions/api/csv.ts'
import { readContact } from '../../functions/runtime/contact-facts.ts'

const keys = { contactKey: (id: string) => `k-${id}`, addressKey: (kind: string, value: string) => `${kind}:${value}` }
const read = (contact: Parameters<typeof readContact>[0]) => readContact(contact, 'lead-1', '2026-11-20T15:00:00.000Z', keys)

describe('another address of the same person', () => {
  it('is kept normalised on the profile, and is not written to while the first one works', () => {
    const said = read({ id: 'c-1', email: 'dana@example.com', alternativeEmail: ' Dana@Home.Example ', alternativePhone: '(312) 555-0143' })
    expect(said.profile).toMatchObject({ alternativeEmail: 'dana@home.example', alternativePhone: '+13125550143' })
    expect(said.addresses.map(({ value }) => value)).toEqual(['dana@example.com'])
    expect(said.facts.addresses).toEqual({
      email: { key: 'email:dana@example.com', value: 'dana@example.com', kind: 'email', simulator: false },
    })
  })

  it('stays as it was where an event does not name it, and goes where it names none or one that cannot be used', () => {
    expect(read({ id: 'c-1' }).profile).not.toHaveProperty('alternativeEmail')
    expect(read({ id: 'c-1', alternativeEmail: null, alternativePhone: 'unknown' }).profile).toMatchObject({
      alternativeEmail: null,
      alternativePhone: null,
    })
  })

  it('comes with an import too, and a row whose one cannot be used is refused with it', () => {
    const csv = readCsv('contactId,email,alternativeEmail\nc-1,a@example.com,b@example.com\nc-2,a2@example.com,nobody')
    expect(csv).toMatchObject({
      rows: [{ ask: { kind: 'seen', contact: { alternativeEmail: 'b@example.com' } } }, { ask: { kind: 'refused', reason: 'bad_email' } }],
    })
  })
})
