/** What was published of a sequence. */
import { route } from './touchline.ts'

export const listVersions = route<'listVersions'>('GET', '/api/v1/sequences/{id}/versions')
export const compareVersions = route<'compareVersions'>('GET', '/api/v1/sequences/{id}/compare')
