import { describe, expect, it } from 'vitest'
import { inForce, type Mergeable } from '../../functions/domain/settings-here.ts'

const by = { by: 'ann', at: '2026-11-20T15:00:00.000Z' }
const file: Mergeable & { company: string } = {
  company: 'Acme',
  windows: { email: { from: '08:00', to: '18:00' }, sms: { from: '09:00', to: '20:00' } },
  holidays: ['2026-12-25'],
  dailyTouchLimit: 2,
  latenessHours: 72,
  stages: ['new'],
}

describe('the settings in force', () => {
  it('are the file’s where nothing is set here', () => {
    expect(inForce(file, {})).toEqual(file)
  })

  it('have each channel’s hours by themselves', () => {
    const window = { from: '10:00', to: '11:00', days: [1] }
    expect(inForce(file, { emailWindow: { value: window, ...by } }).windows).toEqual({ email: window, sms: file.windows.sms })
    expect(inForce(file, { callWindow: { value: window, ...by } }).windows).toEqual({ ...file.windows, call: window })
  })

  it('are those set here, an empty list too, and the rest stays the file’s', () => {
    const here = {
      holidays: { value: [], ...by },
      dailyTouchLimit: { value: 1, ...by },
      latenessHours: { value: 24, ...by },
      stages: { value: ['won'], ...by },
      attributes: { value: ['street'], ...by },
    }
    expect(inForce(file, here)).toEqual({
      ...file,
      holidays: [],
      dailyTouchLimit: 1,
      latenessHours: 24,
      stages: ['won'],
      attributes: ['street'],
    })
  })
})
