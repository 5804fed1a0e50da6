/** Closed addresses. */
import { route } from './touchline.ts'

export const listSuppressions = route<'listSuppressions'>('GET', '/api/v1/suppressions')
export const liftSuppression = route<'liftSuppression'>('DELETE', '/api/v1/suppressions/{key}')
