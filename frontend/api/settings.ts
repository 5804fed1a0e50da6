/** The tenant's settings. */
import { route } from './touchline.ts'

export const getSettings = route<'settings'>('GET', '/api/v1/settings')
