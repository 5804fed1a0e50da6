import { createSocket, type Socket } from 'node:dgram'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDns } from '../../functions/adapters/dns.ts'

/** A name server that knows a few names (RFC 1035, 4.1): one answer a question, or an error code. */
const types = { CNAME: 5, TXT: 16 }
const known: Record<string, { type: keyof typeof types; parts: string[] } | { error: number }> = {
  'example.com 16': { type: 'TXT', parts: ['v=spf1 include:amazon', 'ses.com ~all'] },
  't1._domainkey.example.com 5': { type: 'CNAME', parts: ['t1.dkim.amazonses.com'] },
  'nowhere.example.com 16': { error: 3 },
  'broken.example.com 16': { error: 2 },
}
const nameBytes = (name: string): Buffer =>
  Buffer.concat([...name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])), Buffer.from([0])])

const answerTo = (question: Buffer): Buffer => {
  const labels: string[] = []
  let at = 12
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  const asked = question.subarray(12, at + 5)
  const found = known[`${labels.join('.').toLowerCase()} ${question.readUInt16BE(at + 1)}`]
  const header = Buffer.alloc(12)
  question.copy(header, 0, 0, 2)
  header.writeUInt16BE(0x8180 | (found && 'error' in found ? found.error : 0), 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(found && 'type' in found ? 1 : 0, 6)
  if (!found || 'error' in found) return Buffer.concat([header, asked])
  const data =
    found.type === 'TXT'
      ? Buffer.concat(found.parts.map((part) => Buffer.concat([Buffer.from([part.length]), Buffer.from(part)])))
      : nameBytes(found.parts.join(''))
  const record = Buffer.alloc(12)
  record.writeUInt16BE(0xc00c, 0)
  record.writeUInt16BE(types[found.type], 2)
  record.writeUInt16BE(1, 4)
  record.writeUInt32BE(60, 6)
  record.writeUInt16BE(data.length, 10)
  return Buffer.concat([header, asked, record, data])
}

let server: Socket
let dns: ReturnType<typeof openDns>
beforeAll(async () => {
  server = createSocket('udp4')
  server.on('message', (question, { port, address }) => server.send(answerTo(question), port, address))
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve))
  dns = openDns([`127.0.0.1:${server.address().port}`])
})
afterAll(() => server.close())

describe('DNS', () => {
  it('joins the strings of a text', async () => {
    expect(await dns.txt('example.com')).toEqual({ kind: 'records', values: ['v=spf1 include:amazonses.com ~all'] })
  })

  it('follows an alias', async () => {
    expect(await dns.cname('t1._domainkey.example.com')).toEqual({ kind: 'records', values: ['t1.dkim.amazonses.com'] })
  })

  it('tells a name without records from one that cannot be asked for', async () => {
    expect(await dns.txt('nowhere.example.com')).toEqual({ kind: 'none' })
    expect(await dns.cname('t2._domainkey.example.com')).toEqual({ kind: 'none' })
    expect(await dns.txt('broken.example.com')).toEqual({ kind: 'unreachable', why: 'ESERVFAIL' })
  })
})
