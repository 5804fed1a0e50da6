import { beforeEach, describe, expect, it } from 'vitest'
import { apiWorld } from './world.ts'

let world: ReturnType<typeof apiWorld>
beforeEach(() => {
  world = apiWorld()
})
const look = (query = '') => world.call({ method: 'GET', path: '/api/v1/settings/sender-check', query })
const check = async () => {
  const { status, json } = await look('fresh=true')
  expect(status).toBe(200)
  const [{ domain, checks }] = json['domains'] as [{ domain: string; checks: { check: string; verdict: string }[] }]
  return { domain, verdicts: Object.fromEntries(checks.map((one) => [one.check, one.verdict])), checks }
}
const txt = (name: string, ...values: string[]) => world.state.dns.set(`TXT ${name}`, { kind: 'records', values })

describe('the sender check', () => {
  it('of a domain that publishes nothing fails it all, and says what to publish', async () => {
    const { verdicts, checks } = await check()
    expect(verdicts).toEqual({ spf: 'fail', dkim: 'fail', dmarc: 'fail' })
    expect(JSON.stringify(checks)).toContain('t1.dkim.amazonses.com')
  })

  it('of one that publishes everything is content', async () => {
    const { domain } = await check()
    txt(domain, 'v=spf1 include:amazonses.com ~all')
    txt(`_dmarc.${domain}`, 'v=DMARC1; p=reject')
    for (const token of ['t1', 't2', 't3'])
      world.state.dns.set(`CNAME ${token}._domainkey.${domain}`, { kind: 'records', values: [`${token}.dkim.amazonses.com`] })
    expect((await check()).verdicts).toEqual({ spf: 'ok', dkim: 'ok', dmarc: 'ok' })
  })

  it('counts what the includes of an SPF record include', async () => {
    const { domain } = await check()
    txt(domain, 'v=spf1 include:amazonses.com include:many.example ~all')
    txt('many.example', `v=spf1 ${Array.from({ length: 9 }, (_, i) => `a:${i}.example`).join(' ')} ~all`)
    const { checks } = await check()
    expect(checks[0]).toMatchObject({ verdict: 'fail', text: expect.stringContaining('11 lookups') })
  })

  it('asks DNS once in five minutes, but for whoever asks to check again', async () => {
    const { domain } = await check()
    txt(domain, 'v=spf1 include:amazonses.com ~all')
    const spf = (of: Awaited<ReturnType<typeof look>>) => (of.json['domains'] as { checks: { verdict: string }[] }[])[0]?.checks[0]?.verdict
    world.state.now += 200_000
    const kept = await look()
    expect(kept.json['checkedSecondsAgo']).toBe(200)
    expect(spf(kept)).toBe('fail')
    const setUp = await world.call({ method: 'GET', path: '/api/v1/setup', groups: 'admin' })
    expect(setUp.json['checkedSecondsAgo']).toBe(200)
    const again = await look('fresh=true')
    expect(again.json['checkedSecondsAgo']).toBe(0)
    expect(spf(again)).toBe('ok')
    txt(domain, 'v=spf1 -all')
    world.state.now += 299_000
    expect(spf(await look())).toBe('ok')
    world.state.now += 2_000
    expect(spf(await look())).toBe('warn')
  })

  it('keeps nothing where DNS could not be asked', async () => {
    const { domain } = await check()
    world.state.dns.set(`TXT ${domain}`, { kind: 'unreachable', why: 'ETIMEOUT' })
    await check()
    txt(domain, 'v=spf1 include:amazonses.com ~all')
    world.state.now += 1_000
    expect((await look()).json['checkedSecondsAgo']).toBe(0)
  })

  it('ends where an SPF record includes itself', async () => {
    const { domain } = await check()
    txt(domain, 'v=spf1 include:amazonses.com include:loop.example ~all')
    txt('loop.example', 'v=spf1 include:loop.example ~all')
    expect((await check()).verdicts['spf']).toBe('ok')
  })
})
