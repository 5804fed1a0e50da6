/**
 * Who fetches a mail's pictures and follows its links without being a person, by the address and the user agent that came. The ranges are
 * those that the vendors publish for customers to let their gateways in (Proofpoint, Mimecast, Barracuda, Broadcom's Messagelabs) and those of
 * Microsoft's Exchange Online Protection: addresses that no person reads mail from. Whole clouds are not listed, for people work in them;
 * what comes from there is told by its time. Google's and Yahoo's picture proxies are people's own openings.
 */

/** `mail_privacy`: Apple's Mail Privacy Protection fetches every picture as the mail arrives, or hours later. */
export const comesFrom = ({
  userAgent,
  ip,
}: {
  userAgent: string | undefined
  ip: string | undefined
}): 'scanner_agent' | 'scanner_address' | 'mail_privacy' | null => {
  if (userAgent !== undefined && pictureProxy.test(userAgent)) return null
  if (userAgent !== undefined && scannerAgent.test(userAgent)) return 'scanner_agent'
  const address = ip === undefined ? null : numberOf(ip)
  if (address !== null && ranges.some((range) => isIn(address, range))) return 'scanner_address'
  if (userAgent?.trim() === 'Mozilla/5.0' || (address !== null && isIn(address, apple))) return 'mail_privacy'
  return null
}

const pictureProxy = /GoogleImageProxy|YahooMailProxy/i

/** Gateways that name themselves, headless browsers, and libraries that no mail program is made of. */
const scannerAgent =
  /\b(?:\w*bot|crawler|spider|scanner)\b|proofpoint|mimecast|barracuda|messagelabs|symantec|trend ?micro|forcepoint|ironport|fortinet|fortiguard|sophos|safelinks|bingpreview|urldefense|zscaler|checkpoint|headlesschrome|phantomjs|puppeteer|playwright|python-requests|python-urllib|aiohttp|curl\/|wget\/|go-http-client|libwww|okhttp|apache-httpclient|node-fetch|axios\/|^java\//i

interface Range {
  first: number
  size: number
}

const range = (cidr: string): Range => {
  const [address = '', bits = '32'] = cidr.split('/')
  return { first: numberOf(address) ?? 0, size: 2 ** (32 - Number(bits)) }
}

const isIn = (address: number, { first, size }: Range): boolean => address >= first && address < first + size

/** An IPv4 address as a number; null for anything else, IPv6 too. */
function numberOf(ip: string): number | null {
  const parts = ip
    .trim()
    .replace(/^::ffff:/i, '')
    .split('.')
    .map(Number)
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) return null
  return parts.reduce((sum, part) => sum * 256 + part, 0)
}

/** Apple's own block; most of its relays come from elsewhere, and are told by their bare agent. */
const apple = range('17.0.0.0/8')

const ranges = [
  // Proofpoint.
  '67.231.144.0/20',
  '148.163.128.0/19',
  '205.220.160.0/19',
  '66.159.224.0/19',
  '91.207.212.0/23',
  '185.132.180.0/22',
  '185.183.28.0/22',
  // Mimecast.
  '91.220.42.0/24',
  '195.130.217.0/24',
  '146.101.78.0/24',
  '205.139.110.0/23',
  '207.211.30.0/24',
  '207.211.31.0/25',
  '216.205.24.0/24',
  '63.128.21.0/24',
  '170.10.128.0/21',
  // Barracuda.
  '64.235.144.0/20',
  '209.222.80.0/21',
  // Broadcom (Messagelabs).
  '67.219.240.0/20',
  '85.158.136.0/21',
  '95.131.104.0/21',
  '117.120.16.0/21',
  '193.109.254.0/23',
  '194.106.220.0/23',
  '195.245.230.0/23',
  '216.82.240.0/20',
  '46.226.48.0/21',
  '103.9.96.0/22',
  // Microsoft (Exchange Online Protection).
  '40.92.0.0/15',
  '40.107.0.0/16',
  '52.100.0.0/14',
  '104.47.0.0/17',
].map(range)
