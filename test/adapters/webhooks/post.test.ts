import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPost } from '../../../functions/adapters/webhooks/post.ts'
import { isPublicAddress } from '../../../functions/adapters/webhooks/public-address.ts'

let server: Server
let url: string
let answering: (response: ServerResponse) => void
const received: { headers: IncomingHttpHeaders; body: string }[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (part: string) => (body += part))
    request.on('end', () => {
      received.push({ headers: request.headers, body })
      answering(response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
})
afterAll(() => void server.close())

const post = (over: { patience?: number; to?: string; allowPrivate?: boolean } = {}) =>
  openPost({ allowPrivate: over.allowPrivate ?? true, ...(over.patience === undefined ? {} : { patience: over.patience }) })({
    url: over.to ?? url,
    headers: { 'webhook-id': 'D1', 'content-type': 'application/json' },
    body: '{"ä":1}',
  })

describe('a post to a webhook', () => {
  it('carries the very body and headers, and keeps the beginning of the answer', async () => {
    answering = (response) => response.writeHead(202).end('thanks'.repeat(1_000))
    expect(await post()).toMatchObject({ status: 202, answer: 'thanks'.repeat(1_000).slice(0, 500) })
    expect(received.at(-1)).toMatchObject({ body: '{"ä":1}', headers: { 'webhook-id': 'D1' } })
  })

  it('follows no redirect', async () => {
    answering = (response) => response.writeHead(302, { location: url }).end()
    const before = received.length
    expect(await post()).toMatchObject({ status: 302 })
    expect(received).toHaveLength(before + 1)
  })

  it('says why there was no answer: too slow, hung up, nobody there', async () => {
    answering = () => undefined
    expect(await post({ patience: 50 })).toMatchObject({ answer: expect.stringMatching(/abort|timeout/i) })
    answering = (response) => void response.destroy()
    expect((await post()).answer).toContain('hang up')
    const closed = await post({ to: 'http://127.0.0.1:1/' })
    expect(closed.answer).toContain('ECONNREFUSED')
    expect(closed).not.toHaveProperty('status')
  })

  it.each([
    ['http://crm.example.com/', 'only https'],
    ['https://127.0.0.1/', 'no public address'],
    ['https://[::1]/', 'no public address'],
    ['https://[::ffff:10.0.0.1]/', 'no public address'],
    ['https://169.254.169.254/latest/meta-data', 'no public address'],
    ['https://localhost/', 'no public address'],
  ])('never reaches %s', async (to, why) => {
    const before = received.length
    expect((await post({ to, allowPrivate: false })).answer).toContain(why)
    expect(received).toHaveLength(before)
  })
})

describe('a public address', () => {
  it.each(['1.1.1.1', '93.184.216.34', '2606:4700:4700::1111', '::ffff:8.8.8.8'])('%s is one', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })
  it.each([
    '10.1.2.3',
    '172.31.255.255',
    '192.168.1.1',
    '100.100.100.200',
    '0.0.0.0',
    '255.255.255.255',
    'fd00:ec2::254',
    'fe80::1',
    '::ffff:127.0.0.1',
    'localhost',
    '',
  ])('%s is none', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
})
