/** DNS as the sender check asks it: texts and aliases of a name, with a short patience. */
import { Resolver } from 'node:dns/promises'
import type { DnsAnswer } from '../domain/sender-check.ts'

const patience = { timeout: 2_000, tries: 2 }

/** `servers`: `host:port`; without any, those of the machine. */
export const openDns = (servers?: readonly string[]) => {
  const resolver = new Resolver(patience)
  if (servers) resolver.setServers([...servers])
  return {
    /** A text in several strings is one (RFC 7208, 3.3). */
    txt: (name: string): Promise<DnsAnswer> => asked(async () => (await resolver.resolveTxt(name)).map((parts) => parts.join(''))),
    cname: (name: string): Promise<DnsAnswer> => asked(() => resolver.resolveCname(name)),
  }
}

const asked = async (ask: () => Promise<string[]>): Promise<DnsAnswer> => {
  try {
    const values = await ask()
    return values.length === 0 ? { kind: 'none' } : { kind: 'records', values }
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error)
    return code === 'ENOTFOUND' || code === 'ENODATA' ? { kind: 'none' } : { kind: 'unreachable', why: code }
  }
}
