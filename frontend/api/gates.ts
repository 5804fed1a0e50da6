/** Hand-offs at which a person picks what follows. */
import { route } from './touchline.ts'

export const listGates = route<'listGates'>('GET', '/api/v1/gates')
export const getGate = route<'getGate'>('GET', '/api/v1/gates/{id}')
export const passGate = route<'passGate'>('POST', '/api/v1/gates/{id}/pass')
export const closeGate = route<'closeGate'>('POST', '/api/v1/gates/{id}/close')
