/** Texts that a person approves. */
import { route } from './touchline.ts'

export const listDrafts = route<'listDrafts'>('GET', '/api/v1/drafts')
export const getDraft = route<'getDraft'>('GET', '/api/v1/drafts/{id}')
export const editDraft = route<'editDraft'>('PUT', '/api/v1/drafts/{id}')
export const approveDraft = route<'approveDraft'>('POST', '/api/v1/drafts/{id}/approve')
export const dismissDraft = route<'dismissDraft'>('POST', '/api/v1/drafts/{id}/dismiss')
