import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultTenantSettings } from '../../functions/contract/tenant.ts'
import { readTenants, splitNames } from '../../lib/tenant.ts'

const directoryOf = (files: Record<string, unknown>): string => {
  const directory = mkdtempSync(join(tmpdir(), 'touchline-tenants-'))
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(directory, `${name}.json`), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return directory
}
const settingsOf = (content: unknown) => readTenants(['acme'], directoryOf({ acme: content }))[0]!.settings

describe("a tenant's settings", () => {
  it('are safe defaults where there is no file', () => {
    expect(readTenants(['newcomer'], directoryOf({}))).toEqual([{ name: 'newcomer', settings: defaultTenantSettings('newcomer') }])
  })

  it('take what the file says and leave the rest at its default', () => {
    const settings = settingsOf({ company: 'Acme', email: { fromAddress: 'hello@acme.example.com' } })
    expect(settings).toMatchObject({ company: 'Acme', dailyTouchLimit: 2 })
    expect(settings.email).toEqual({ fromAddress: 'hello@acme.example.com', fromName: 'acme', createIdentity: true })
  })

  it('are refused with the file, each wrong field and what to do', () => {
    const wrong = { crmAccounts: ['12'], email: { fromAddress: 'nobody' }, timeZone: 'Mars/Olympus' }
    expect(() => settingsOf(wrong)).toThrow(/acme\.json does not fit.*Correct these fields/)
    expect(() => settingsOf(wrong)).toThrow(/crmAccounts\.0: an AWS account id has twelve digits/)
    expect(() => settingsOf(wrong)).toThrow(/email\.fromAddress: /)
    expect(() => settingsOf(wrong)).toThrow(/timeZone: an IANA zone such as America\/Chicago/)
  })

  it('take further senders of the same domain, or of one below it, and no others', () => {
    const withSender = (address: string) => ({ email: { fromAddress: 'hello@acme.example.com', senders: [{ address, name: 'Sam' }] } })
    for (const address of ['sam@acme.example.com', 'sam@Mail.Acme.example.com'])
      expect(settingsOf(withSender(address)).email.senders).toEqual([{ address, name: 'Sam' }])
    for (const address of ['sam@other.example', 'sam@notacme.example.com'])
      expect(() => settingsOf(withSender(address))).toThrow(/email\.senders: name addresses of the domain of fromAddress/)
  })

  it('take hours, days and holidays, and refuse what would never open', () => {
    const office = { email: { from: '09:00', to: '17:00', days: [1, 2, 3, 4, 5] }, sms: { from: '07:00', to: '23:00' } }
    const holidays = ['2026-11-26', '2026-12-25']
    expect(settingsOf({ windows: office, holidays })).toMatchObject({ windows: office, holidays })
    const wrong: [Record<string, unknown>, RegExp][] = [
      [{ windows: { sms: { from: '21:00', to: '23:00' } } }, /windows\.sms: never opens: .*between 08:00 and 21:00/],
      [{ windows: { call: { from: '05:00', to: '08:00' } } }, /windows\.call: never opens/],
      [{ windows: { email: { from: '18:00', to: '09:00' } } }, /windows\.email: never opens: from must be before to/],
      [{ windows: { email: { from: '09:00', to: '17:00', days: [] } } }, /windows\.email\.days: name at least one day/],
      [{ windows: { email: { from: '09:00', to: '17:00', days: [0] } } }, /days are 1 \(Monday\) to 7 \(Sunday\)/],
      [{ holidays: ['Christmas'] }, /holidays\.0: write local dates as YYYY-MM-DD/],
      [
        {
          holidays: Array.from(
            { length: 51 },
            (_one, index) => `2026-${String(1 + Math.floor(index / 28)).padStart(2, '0')}-${String(1 + (index % 28)).padStart(2, '0')}`,
          ),
        },
        /at most 50 dates/,
      ],
    ]
    for (const [settings, why] of wrong) expect(() => settingsOf(settings)).toThrow(why)
  })

  it('refuse a field that nobody knows rather than ignore it', () => {
    expect(() => settingsOf({ dailyTouchLimits: 9 })).toThrow(/"dailyTouchLimits"; remove it, or check its spelling/)
  })

  it('refuse a file that is not JSON, or no object', () => {
    expect(() => settingsOf('{ company: }')).toThrow(/acme\.json is not JSON/)
    expect(() => settingsOf('[]')).toThrow(/acme\.json holds no JSON object/)
  })
})

describe('which tenants are meant', () => {
  it('is what the context names, apart by commas', () => {
    expect(splitNames('acme, globex,initech')).toEqual(['acme', 'globex', 'initech'])
    expect(splitNames(undefined)).toBeUndefined()
  })

  it('is every file of the directory without names', () => {
    expect(readTenants(undefined, directoryOf({ globex: {}, acme: {} })).map(({ name }) => name)).toEqual(['acme', 'globex'])
  })

  it('is refused where a name is no name, comes twice, cannot be part of a sign-in address, or nobody is named', () => {
    expect(() => readTenants(['Acme!'], directoryOf({}))).toThrow(/Tenant "Acme!": a tenant is named in lower-case letters/)
    expect(() => readTenants(['acme', 'acme'], directoryOf({}))).toThrow(/"acme" is named twice/)
    expect(() => readTenants(['laws'], directoryOf({}))).toThrow(/may not contain "aws"/)
    expect(() => readTenants(undefined, directoryOf({}))).toThrow(/name one with -c tenant=acme/)
  })

  it('includes the tenants that ship with the repository', () => {
    expect(readTenants(undefined, 'tenants').map(({ name }) => name)).toEqual(['acme', 'demo', 'globex'])
  })
})
