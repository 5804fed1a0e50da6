import { describe, expect, it } from 'vitest'
import { apiWorld } from './world.ts'

const open = (method: string, token: string) => {
  const world = apiWorld()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return { world, answered: world.call({ method, path: `/u/${token}`, raw: 'List-Unsubscribe=One-Click', headers, groups: null }) }
}

describe('an unsubscribe link', () => {
  it('only asks when it is opened, as scanners open links too', async () => {
    const { world, answered } = open('GET', 'good')
    const { status, headers, text } = await answered
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(text).toContain('<form method="post">')
    expect(text).toContain('Acme &lt;Homes&gt;')
    expect(text).not.toMatch(/<script|onclick|<Homes>/)
    expect(world.state.suppressed).toEqual([])
    expect(world.state.engaged).toEqual([])
  })

  it('closes the address before it answers a POST, and then tells the contacts', async () => {
    const { world, answered } = open('POST', 'good')
    expect((await answered).status).toBe(200)
    expect(world.state.suppressed).toEqual([{ key: 'ae1', channels: ['email'] }])
    expect(world.state.engaged).toMatchObject([{ kind: 'one_click', addressKey: 'ae1', channel: 'email', messageId: 'M1' }])
  })

  it.each(['GET', 'POST'])('that is not ours is a page that says what to do (%s)', async (method) => {
    const { world, answered } = open(method, 'forged')
    const { status, text } = await answered
    expect(status).toBe(400)
    expect(text).toContain('This link does not work')
    expect(world.state.suppressed).toEqual([])
  })

  it('runs nothing and can be framed by nobody', async () => {
    const { headers } = await open('GET', 'good').answered
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  })
})
