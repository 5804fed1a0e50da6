/** Sequences, their steps and versions. */
import { route } from './touchline.ts'

export const listSequences = route<'listSequences'>('GET', '/api/v1/sequences')
export const createSequence = route<'createSequence'>('POST', '/api/v1/sequences')
export const getSequence = route<'getSequence'>('GET', '/api/v1/sequences/{id}')
export const updateSequence = route<'updateSequence'>('PUT', '/api/v1/sequences/{id}')
export const archiveSequence = route<'archiveSequence'>('DELETE', '/api/v1/sequences/{id}')
export const publishSequence = route<'publishSequence'>('POST', '/api/v1/sequences/{id}/publish')
export const getAnalytics = route<'getAnalytics'>('GET', '/api/v1/sequences/{id}/analytics')
export const getVersion = route<'getVersion'>('GET', '/api/v1/sequences/{id}/versions/{version}')
export const duplicateSequence = route<'duplicateSequence'>('POST', '/api/v1/sequences/{id}/duplicate')
export const exportSequences = route<'exportSequences'>('GET', '/api/v1/sequences/export')
export const importSequences = route<'importSequences'>('POST', '/api/v1/sequences/import')
export const listLog = route<'listLog'>('GET', '/api/v1/sequences/{id}/log')
