/** Who is in a sequence, and their messages. */
import { route } from './touchline.ts'

export const enroll = route<'enroll'>('POST', '/api/v1/sequences/{id}/enroll')
export const listAllEnrollments = route<'listAllEnrollments'>('GET', '/api/v1/enrollments')
export const listEnrollments = route<'listEnrollments'>('GET', '/api/v1/sequences/{id}/enrollments')
export const getEnrollment = route<'getEnrollment'>('GET', '/api/v1/sequences/enrollments/{enrollmentId}')
export const actOnEnrollment = route<'actOnAnyEnrollment'>('PUT', '/api/v1/sequences/enrollments/{enrollmentId}')
export const listMessages = route<'listMessages'>('GET', '/api/v1/sequences/{id}/messages')
