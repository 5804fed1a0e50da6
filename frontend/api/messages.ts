/** One message, and the reasons behind it. */
import { route } from './touchline.ts'

export const getMessage = route<'getMessage'>('GET', '/api/v1/messages/{id}')
export const whyMessage = route<'whyMessage'>('GET', '/api/v1/messages/{id}/why')
export const resendMessage = route<'resendMessage'>('POST', '/api/v1/sequences/{id}/messages/{messageId}/resend')
export const settleMessage = route<'settleMessage'>('POST', '/api/v1/messages/{id}/settle')
export const editMessage = route<'editMessage'>('PUT', '/api/v1/messages/{id}/text')
export const restoreMessage = route<'restoreMessage'>('DELETE', '/api/v1/messages/{id}/text')
