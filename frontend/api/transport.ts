/** What carries the dashboard's requests out: the API, unless this document shows specimens. */
import { request, type Given } from './request.ts'

export type Transport = (method: string, path: string, given: Given) => Promise<unknown>

let carries: Transport = request

/**
 * Lets another transport answer, for as long as this document lives. Only the component page's specimens do so, and the router never
 * goes between them and the real pages without loading a new document: neither can see what the other asked for.
 */
export const carryBy = (transport: Transport): void => {
  carries = transport
}

export const carry: Transport = (method, path, given) => carries(method, path, given)
