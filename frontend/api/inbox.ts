/** What people wrote or said to us. */
import { route } from './touchline.ts'

export const listInbox = route<'listInbox'>('GET', '/api/v1/inbox')
export const markInbox = route<'markInbox'>('PUT', '/api/v1/inbox/{id}')
