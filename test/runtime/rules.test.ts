import { describe, expect, it } from 'vitest'
import { defaultChannels } from '../../functions/contract/channels.ts'
import type { RuntimeSettings } from '../../functions/contract/tenant.ts'
import type { SettingsHere } from '../../functions/domain/settings-here.ts'
import { openRules, rulesKeptMs } from '../../functions/runtime/rules.ts'

const file: RuntimeSettings = {
  company: 'Acme',
  postalAddress: '1 Main St',
  timeZone: 'America/Chicago',
  stages: ['new'],
  dailyTouchLimit: 2,
  latenessHours: 72,
  windows: {},
  fromAddress: 'outreach@acme.example',
  fromName: 'Acme',
  senders: [],
  channels: defaultChannels,
}
const one: SettingsHere = { dailyTouchLimit: { value: 1, by: 'ann', at: '2026-11-20T15:00:00.000Z' } }

describe('the rules that a function goes by', () => {
  it('are read at most once in five seconds', async () => {
    let [reads, clock, here] = [0, 0, {} as SettingsHere]
    const rules = openRules(
      file,
      async () => {
        reads++
        return here
      },
      () => clock,
    )
    expect((await rules()).dailyTouchLimit).toBe(2)
    here = one
    clock = rulesKeptMs - 1
    expect((await rules()).dailyTouchLimit).toBe(2)
    expect(reads).toBe(1)
    clock = rulesKeptMs
    expect((await rules()).dailyTouchLimit).toBe(1)
    expect(reads).toBe(2)
  })

  it('are read again where the read failed', async () => {
    let fails = true
    const rules = openRules(file, async () => {
      if (fails) throw new Error('the table is away')
      return one
    })
    await expect(rules()).rejects.toThrow('the table is away')
    fails = false
    expect((await rules()).dailyTouchLimit).toBe(1)
  })
})
