/** Bulk jobs, what begins them, and what stands against enrolling. */
import { route } from './touchline.ts'

export const bulkEnroll = route<'bulkEnroll'>('POST', '/api/v1/sequences/{id}/bulk-enroll')
export const bulkAction = route<'bulkAction'>('POST', '/api/v1/sequences/{id}/bulk-action')
export const getBackfill = route<'getBackfill'>('GET', '/api/v1/sequences/{id}/backfill')
export const startBackfill = route<'startBackfill'>('POST', '/api/v1/sequences/{id}/backfill')
export const listJobs = route<'listJobs'>('GET', '/api/v1/jobs')
export const getJob = route<'getJob'>('GET', '/api/v1/jobs/{id}')
export const listJobRows = route<'listJobRows'>('GET', '/api/v1/jobs/{id}/rows')
export const undoJob = route<'undoJob'>('POST', '/api/v1/jobs/{id}/undo')
