/** What would be sent, to whom and when; and what texts can merge in. */
import { route } from './touchline.ts'

export const renderStep = route<'renderStep'>('POST', '/api/v1/render')
export const mergeFields = route<'mergeFields'>('GET', '/api/v1/merge-fields')
export const publishPreview = route<'publishPreview'>('GET', '/api/v1/sequences/{id}/publish-preview')
export const previewSequence = route<'previewSequence'>('POST', '/api/v1/sequences/{id}/preview')
export const sequenceConflicts = route<'sequenceConflicts'>('POST', '/api/v1/sequences/{id}/conflicts')
