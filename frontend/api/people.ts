/** Contacts and leads. */
import { route } from './touchline.ts'

export const listContacts = route<'listContacts'>('GET', '/api/v1/contacts')
export const getContact = route<'getContact'>('GET', '/api/v1/contacts/{id}')
export const contactTimeline = route<'contactTimeline'>('GET', '/api/v1/contacts/{id}/timeline')
export const contactPlan = route<'contactPlan'>('GET', '/api/v1/contacts/{id}/plan')
export const exportPerson = route<'exportPerson'>('GET', '/api/v1/contacts/{id}/export')
export const eraseContact = route<'eraseContact'>('DELETE', '/api/v1/contacts/{id}')
export const listLeads = route<'listLeads'>('GET', '/api/v1/leads')
export const getLead = route<'getLead'>('GET', '/api/v1/leads/{id}')
export const leadTimeline = route<'leadTimeline'>('GET', '/api/v1/leads/{id}/timeline')
