import { describe, expect, it } from 'vitest'
import { addressesOfRow, earlierRow, matchedContact, type MatchBy } from '../../functions/domain/matched-contact.ts'
import { profile } from './builders.ts'

const dana = { ...profile, contactId: 'c-1', email: 'dana@example.com', phone: '+13125550142' }
const { email: _none, ...unmailed } = { ...dana, contactId: 'c-2', phone: '+13125550143' }
const sam = { ...dana, contactId: 'c-3', email: 'sam@example.com' }

/** Who is meant by a row of a list, among these contacts. */
const meant = (row: { email?: string; phone?: string }, among: readonly (typeof profile)[], matchBy: MatchBy = 'email') => {
  const match = matchedContact(addressesOfRow(row, matchBy), among)
  if (match.kind === 'new') return 'new'
  return match.kind === 'known' ? match.profile.contactId : match.profiles.map(({ contactId }) => contactId).join(' or ')
}

/** Of each row the place of the earlier one that means the same. */
const repeats = (rows: readonly { id?: string; email?: string; phone?: string }[], matchBy: MatchBy = 'email') => {
  const before = earlierRow<number>(matchBy)
  return rows.map(({ id = '', ...row }, i) => before(id, { ...row, phone: row.phone && `+1${row.phone}` }, i))
}

describe('a row without a contact id', () => {
  it('means whoever has its email address, however it is written, else its number', () => {
    expect(meant({ email: ' Dana@Example.com' }, [dana, sam])).toBe('c-1')
    expect(meant({ phone: '(312) 555-0143' }, [unmailed])).toBe('c-2')
    expect(meant({ email: 'kim@example.com', phone: '+13125550143' }, [unmailed])).toBe('c-2')
    expect(meant({ email: 'kim@example.com' }, [])).toBe('new')
  })

  it('takes nobody by a shared phone who has another email address, unless the list is matched by phone', () => {
    const row = { email: 'kim@example.com', phone: '+13125550142' }
    expect(meant(row, [dana])).toBe('new')
    expect(meant(row, [dana], 'phone')).toBe('c-1')
  })

  it('is told by its other address which of several is meant, and asks where that tells nothing', () => {
    const twin = { ...dana, contactId: 'c-9', phone: '+13125550149' }
    expect(meant({ email: 'dana@example.com', phone: '+13125550149' }, [dana, twin])).toBe('c-9')
    expect(meant({ email: 'dana@example.com' }, [dana, twin])).toBe('c-1 or c-9')
    expect(meant({ email: 'dana@example.com', phone: '+13125550100' }, [dana, twin])).toBe('c-1 or c-9')
  })

  it.each([
    [
      'the address by which rows are matched',
      [{ email: 'dana@example.com' }, { email: ' Dana@Example.com', phone: '3125550142' }],
      [null, 0],
    ],
    ['an id', [{ id: 'c-1' }, { id: 'c-1', email: 'dana@example.com' }], [null, 0]],
    ['the address of a row that gives an id', [{ id: 'c-1', email: 'dana@example.com' }, { email: 'dana@example.com' }], [null, 0]],
    ['the address of a row that gives none', [{ email: 'dana@example.com' }, { id: 'c-1', email: 'dana@example.com' }], [null, 0]],
    ['a number, where it says nothing else', [{ email: 'dana@example.com', phone: '3125550142' }, { phone: '3125550142' }], [null, 0]],
    ['a number that stood alone', [{ phone: '3125550142' }, { email: 'dana@example.com', phone: '3125550142' }], [null, 0]],
  ])('is the same as an earlier row that names %s', (_what, rows, expected) => {
    expect(repeats(rows)).toEqual(expected)
  })

  it('is another one where it gives another id, or another address by which rows are matched', () => {
    const two = [
      { id: 'c-1', email: 'dana@example.com' },
      { id: 'c-2', email: 'dana@example.com' },
    ]
    const home = [
      { email: 'dana@example.com', phone: '3125550142' },
      { email: 'sam@example.com', phone: '3125550142' },
    ]
    expect(repeats(two)).toEqual([null, null])
    expect(repeats(home)).toEqual([null, null])
    expect(repeats(home, 'phone')).toEqual([null, 0])
  })
})
