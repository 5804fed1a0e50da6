/**
 * Only what is public may be called: an address that somebody typed in must not reach into this machine, the account's network or its metadata
 * service. The ranges are IANA's special-purpose registries (RFC 6890 and its successors).
 */
import { BlockList, isIP, isIPv4 } from 'node:net'

const closed = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  closed.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  closed.addSubnet(network, prefix, 'ipv6')

/** `address`: an IP address. An IPv4 address inside an IPv6 one is judged as what it is. */
export const isPublicAddress = (address: string): boolean => {
  if (isIP(address) === 0) return false
  const [, inner] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? []
  const one = inner ?? address
  return !closed.check(one, isIPv4(one) ? 'ipv4' : 'ipv6')
}
