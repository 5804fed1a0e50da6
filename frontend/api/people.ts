/** Contacts and leads. */
import { route } from './touchline.ts'

export const listContacts = route<'listContacts'>('GET', '/api/v1/contacts')
