/** Steps kept for use in other sequences. */
import { route } from './touchline.ts'

export const listStepTemplates = route<'listStepTemplates'>('GET', '/api/v1/step-templates')
export const createStepTemplate = route<'createStepTemplate'>('POST', '/api/v1/step-templates')
export const removeStepTemplate = route<'removeStepTemplate'>('DELETE', '/api/v1/step-templates/{id}')
