/** What an operator looks at and changes. */
import { route } from './touchline.ts'

export const getOperations = route<'operations'>('GET', '/api/v1/operations')
export const getSetup = route<'setup'>('GET', '/api/v1/setup')
export const updateSettings = route<'updateSettings'>('PUT', '/api/v1/settings')
export const senderCheck = route<'senderCheck'>('GET', '/api/v1/settings/sender-check')
export const listDeadLetters = route<'listDeadLetters'>('GET', '/api/v1/dead-letters')
export const redriveQueue = route<'redriveDeadLetters'>('POST', '/api/v1/dead-letters/redrive')
export const redriveDeadLetter = route<'redriveDeadLetter'>('POST', '/api/v1/dead-letters/{id}/redrive')
export const discardDeadLetter = route<'discardDeadLetter'>('DELETE', '/api/v1/dead-letters/{id}')
export const listUnknownMessages = route<'listUnknownMessages'>('GET', '/api/v1/messages')
