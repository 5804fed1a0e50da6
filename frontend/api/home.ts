/** What needs a person, and how much of it. */
import { route } from './touchline.ts'

export const getHome = route<'home'>('GET', '/api/v1/home')
export const getCounts = route<'counts'>('GET', '/api/v1/counts')
