/** Whole sequences kept to begin others from. */
import { route } from './touchline.ts'

export const listSequenceTemplates = route<'listSequenceTemplates'>('GET', '/api/v1/sequence-templates')
export const createSequenceTemplate = route<'createSequenceTemplate'>('POST', '/api/v1/sequence-templates')
export const removeSequenceTemplate = route<'removeSequenceTemplate'>('DELETE', '/api/v1/sequence-templates/{id}')
