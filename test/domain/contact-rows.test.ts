import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readCsv } from '../../functions/api/csv.ts'
import { contactColumns, guessedColumns, type ContactColumn } from '../../functions/domain/contact-columns.ts'
import { rowProblem } from '../../functions/domain/contact-row.ts'

describe('the columns of a list of contacts', () => {
  it('are guessed by their own names and by what other programs call them', () => {
    expect(guessedColumns(['Contact ID', 'First Name', 'surname', 'E-mail', 'Mobile Phone', 'Street', 'SMS opt-in', 'TZ'])).toEqual([
      'contactId',
      'firstName',
      'lastName',
      'email',
      'phone',
      null,
      'consentSms',
      'timeZone',
    ])
  })

  it('are guessed once each: a column’s own name goes before any other, wherever it stands', () => {
    expect(guessedColumns(['id', 'contact_id', 'Mobile', 'Phone'])).toEqual([null, 'contactId', null, 'phone'])
    expect(guessedColumns(['mobile', 'cell'])).toEqual(['phone', null])
    expect(guessedColumns(['email', 'Email'])).toEqual(['email', null])
  })
})

describe('a row of a list of contacts', () => {
  const right = { contactId: 'c-1', email: 'dana@example.com', phone: '+13125550142', timeZone: 'America/Chicago', consentEmail: 'Yes' }
  const problemOf = (given: Partial<Record<ContactColumn, string>>) => rowProblem((column) => ({ ...right, ...given })[column] ?? '')

  it('has nothing wrong with it, or the first thing that is', () => {
    expect(problemOf({})).toBeNull()
    expect(problemOf({ contactId: '', email: '', phone: '' })).toEqual({ reason: 'id_missing' })
    expect(problemOf({ contactId: '' })).toBeNull()
    expect(problemOf({ email: 'dana@example' })).toEqual({ reason: 'bad_email', detail: 'd…@example' })
    expect(problemOf({ phone: '12' })?.reason).toBe('bad_phone')
    expect(problemOf({ timeZone: 'Chicago' })).toEqual({ reason: 'bad_time_zone', detail: 'Chicago' })
    expect(problemOf({ consentSms: 'maybe' })).toEqual({ reason: 'bad_consent', detail: 'consentSms: maybe' })
    expect(problemOf({ firstName: 'x'.repeat(121) })).toEqual({ reason: 'too_long', detail: 'firstName' })
  })

  it('is judged as it will be when it is taken in', () => {
    const long = { contactId: 200, leadId: 200, firstName: 120, lastName: 120, role: 60 } as const
    for (const [column, most] of Object.entries(long) as [ContactColumn, number][])
      for (const length of [most, most + 1]) {
        const row: Partial<Record<ContactColumn, string>> = { ...right, [column]: 'x'.repeat(length) }
        const cells = contactColumns.map((name) => row[name] ?? '')
        const read = readCsv(`${contactColumns.join(',')}\n${cells.join(',')}\n`)
        expect(read.kind === 'rows' && read.rows[0]?.ask.kind, `${column} of ${length}`).toBe(length > most ? 'refused' : 'seen')
        expect(problemOf(row)?.reason ?? null, `${column} of ${length}`).toBe(length > most ? 'too_long' : null)
      }
  })
})

it('the example list names twenty people, two of whom cannot be taken in', () => {
  const text = readFileSync(new URL('../../examples/contacts.csv', import.meta.url), 'utf8')
  const read = readCsv(text.replace('Name,', 'firstName,'))
  if (read.kind !== 'rows') throw new Error(read.detail)
  const wrong = read.rows.flatMap(({ line, ask }) => (ask.kind === 'refused' ? [[line, ask.reason]] : []))
  expect([read.rows.length, wrong]).toEqual([
    20,
    [
      [7, 'bad_email'],
      [16, 'id_missing'],
    ],
  ])
})
