/** Saved views of the screens. */
import { route } from './touchline.ts'

export const listViews = route<'listViews'>('GET', '/api/v1/views')
export const putView = route<'putView'>('PUT', '/api/v1/views/{id}')
export const removeView = route<'removeView'>('DELETE', '/api/v1/views/{id}')
