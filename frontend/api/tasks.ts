/** What a person carries out, and what it came to. */
import { route } from './touchline.ts'

export const listTasks = route<'listTasks'>('GET', '/api/v1/tasks')
export const recordOutcome = route<'recordOutcome'>('POST', '/api/v1/messages/{id}/outcome')
