/** What the dashboard has to know of the tenant, signed in or not; and the two sweeps, run now. */
import { answer } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { ApiPorts } from './ports.ts'

export const settings =
  ({ tenant, settings, adapters }: Pick<ApiPorts, 'tenant' | 'settings' | 'adapters'>): Verb<'settings'> =>
  async () => {
    const { company, timeZone, stages, dailyTouchLimit } = settings
    return answer({ tenant, company, timeZone, stages, dailyTouchLimit, adapters })
  }

/** The issuer's own paths are those of a Cognito domain. */
export const signIn =
  ({ tenant, settings, signIn: { url, clientId } }: Pick<ApiPorts, 'tenant' | 'settings' | 'signIn'>): Verb<'signIn'> =>
  async () =>
    answer({
      authorizeUrl: `${url}/oauth2/authorize`,
      tokenUrl: `${url}/oauth2/token`,
      logoutUrl: `${url}/logout`,
      clientId,
      tenant,
      company: settings.company,
    })

export const triggerCheck =
  ({ sweep }: Pick<ApiPorts, 'sweep'>): Verb<'triggerCheck'> =>
  async () =>
    answer(await sweep.run('leads'))

export const messageDispatch =
  ({ sweep }: Pick<ApiPorts, 'sweep'>): Verb<'messageDispatch'> =>
  async () =>
    answer(await sweep.run('messages'))
