import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const settings = {
  authorizeUrl: 'https://issuer.example/oauth2/authorize',
  tokenUrl: 'https://issuer.example/oauth2/token',
  logoutUrl: 'https://issuer.example/logout',
  clientId: 'dashboard',
  tenant: 'acme',
  company: 'Acme Homes',
}
const jwt = (claims: object): string => `h.${btoa(JSON.stringify(claims)).replaceAll('=', '')}.s`
const tokens = {
  access_token: jwt({ username: 'u1', 'cognito:groups': ['admin'] }),
  id_token: jwt({ email: 'dana@acme.example' }),
  refresh_token: 'r1',
  expires_in: 1800,
}

let asked: { address: string; body: URLSearchParams | null; authorization: string | null }[]
const serve = (answers: Record<string, () => Response>): void => {
  asked = []
  vi.stubGlobal('fetch', (address: string | URL, init: RequestInit = {}) => {
    const url = String(address)
    asked.push({
      address: url,
      body: init.body instanceof URLSearchParams ? init.body : null,
      authorization: new Headers(init.headers).get('authorization'),
    })
    return Promise.resolve(
      url.endsWith('/sign-in') ? Response.json(settings) : (answers[url] ?? (() => new Response(null, { status: 404 })))(),
    )
  })
}

beforeEach(() => {
  vi.resetModules()
  sessionStorage.clear()
  vi.useFakeTimers({ now: new Date('2026-11-21T01:00:00Z'), toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const load = async () => ({
  ...(await import('../../frontend/session/sign-in.ts')),
  ...(await import('../../frontend/session/session.ts')),
  ...(await import('../../frontend/api/request.ts')),
})

/** Goes to the issuer and answers where the browser was sent. */
const leave = async (startSignIn: (to: string) => Promise<void>): Promise<URL> => {
  const assign = vi.spyOn(location, 'assign').mockImplementation(() => undefined)
  await startSignIn('/sequences/7?tab=enrollments')
  return new URL(String(assign.mock.calls[0]?.[0]))
}

describe('signing in', () => {
  it('proves with the verifier that it is who asked, and comes back to where it was', async () => {
    serve({ [settings.tokenUrl]: () => Response.json(tokens) })
    const { startSignIn, finishSignIn, session } = await load()
    const url = await leave(startSignIn)
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'dashboard',
      code_challenge_method: 'S256',
    })

    const back = await finishSignIn({ code: 'c1', state: url.searchParams.get('state') ?? '' })
    const exchange = asked.at(-1)?.body
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(exchange?.get('code_verifier') ?? ''))
    expect(
      btoa(String.fromCharCode(...new Uint8Array(digest)))
        .replaceAll('+', '-')
        .replaceAll('/', '_')
        .replaceAll('=', ''),
    ).toBe(url.searchParams.get('code_challenge'))
    expect(exchange?.get('redirect_uri')).toBe(url.searchParams.get('redirect_uri'))
    expect(back).toBe('/sequences/7?tab=enrollments')
    expect(session.value).toMatchObject({ name: 'dana@acme.example', admin: true })
  })

  it('is refused where it was not begun here', async () => {
    serve({ [settings.tokenUrl]: () => Response.json(tokens) })
    const { startSignIn, finishSignIn, session } = await load()
    await leave(startSignIn)
    await expect(finishSignIn({ code: 'c1', state: 'of somebody else' })).rejects.toThrow('not started here')
    expect(session.value).toBeNull()
  })
})

describe('a session', () => {
  const path = '/api/v1/settings'
  const signedIn = async () => {
    const parts = await load()
    parts.openSession({ accessToken: tokens.access_token, idToken: tokens.id_token, refreshToken: 'r1', expiresAt: Date.now() + 1_800_000 })
    return parts
  }

  it('is renewed in silence shortly before its token ends, once for all who wait', async () => {
    serve({
      [settings.tokenUrl]: () => Response.json({ ...tokens, access_token: jwt({ username: 'u2' }), refresh_token: undefined }),
      [path]: () => Response.json({}),
    })
    const { request, session } = await signedIn()
    vi.setSystemTime(Date.now() + 1_770_000)
    await Promise.all([request('GET', path, {}), request('GET', path, {})])
    expect(asked.filter(({ address }) => address === settings.tokenUrl)).toHaveLength(1)
    expect(asked.at(-1)?.authorization).toBe(`Bearer ${jwt({ username: 'u2' })}`)
    expect(session.value?.refreshToken).toBe('r1')
  })

  it('ends where the issuer does not renew it', async () => {
    serve({
      [settings.tokenUrl]: () => new Response(null, { status: 400 }),
      [path]: () => Response.json({ title: 'Unauthorized', status: 401 }, { status: 401 }),
    })
    const { request, session } = await signedIn()
    await expect(request('GET', path, {})).rejects.toThrow('Unauthorized')
    expect(session.value).toBeNull()
    expect(sessionStorage.getItem('touchline.session')).toBeNull()
  })

  it('that the issuer does not renew carries out first what was decided, with the token that is still good', async () => {
    serve({ [settings.tokenUrl]: () => new Response(null, { status: 400 }), [path]: () => Response.json({}) })
    const { request, beforeEnd, session } = await signedIn()
    beforeEnd(async () => (await request('POST', path, {})) !== null)
    vi.setSystemTime(Date.now() + 1_770_000)
    await expect(request('GET', path, {})).rejects.toThrow('signed out')
    expect(asked.at(-1)).toMatchObject({ address: path, authorization: `Bearer ${tokens.access_token}` })
    expect(session.value).toBeNull()
  })

  it('that is signed out of ends after what was decided is carried out, and stays where that is refused', async () => {
    serve({ [path]: () => Response.json({}) })
    const assign = vi.spyOn(location, 'assign').mockImplementation(() => undefined)
    assign.mockClear()
    const { signOut, session } = await signedIn()
    const { useLater } = await import('../../frontend/composables/use-later.ts')
    const { request } = await import('../../frontend/api/request.ts')
    const hold = (taken: boolean): void =>
      useLater().later('Approved', {
        show: () => undefined,
        hide: () => undefined,
        commit: async () => (await request('POST', path, {})) !== null && taken,
      })
    hold(false)
    await signOut()
    expect(session.value).not.toBeNull()
    expect(assign).not.toHaveBeenCalled()
    hold(true)
    await Promise.all([signOut(), signOut()])
    expect(asked.filter(({ address }) => address === path)).toEqual(
      Array.from({ length: 2 }, () => expect.objectContaining({ authorization: `Bearer ${tokens.access_token}` }) as unknown),
    )
    expect(session.value).toBeNull()
    expect(assign).toHaveBeenCalledOnce()
  })

  it('that has ended asks nothing of the API any more', async () => {
    serve({})
    const { request, closeSession } = await signedIn()
    closeSession()
    await expect(request('GET', path, {})).rejects.toThrow('signed out')
    expect(asked).toEqual([])
  })

  it('survives a reload of its tab', async () => {
    serve({})
    await signedIn()
    vi.resetModules()
    expect((await load()).session.value?.name).toBe('dana@acme.example')
  })
})
