import { describe, expect, it } from 'vitest'
import { standingOf } from '../../frontend/forms/enroll-check.ts'

describe('somebody who is to be enrolled', () => {
  const met = {
    id: 'c-1001',
    contactId: 'c-1001',
    contactName: 'Dana Reyes',
    isNew: false,
    unreached: [],
    lacks: [],
    refusal: null,
    conflicts: [],
  }
  const named = (name: string) => standingOf({ id: 'c-1001', name }, met).candidate.name

  it('is called as the CRM knows them where the list gave the id alone, else as the list says', () => {
    expect(named('c-1001')).toBe('Dana Reyes')
    expect(named('Mrs. Reyes')).toBe('Mrs. Reyes')
  })
})
