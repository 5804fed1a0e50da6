import { describe, expect, it } from 'vitest'
import { addressesOfRow, matchedContact, rowIdentity, type MatchBy } from '../../functions/domain/matched-contact.ts'
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

  it('is the same as another row where the address is by which they are matched', () => {
    const row = { email: 'Dana@example.com', phone: '+1 312 555 0142' }
    expect(rowIdentity('', row, 'email')).toBe('email dana@example.com')
    expect(rowIdentity('', row, 'phone')).toBe('phone +13125550142')
    expect(rowIdentity('c-1', row, 'phone')).toBe('id c-1')
  })
})
