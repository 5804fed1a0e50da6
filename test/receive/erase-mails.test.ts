import { expect, it } from 'vitest'
import { readWork, workOff, type ReceivePorts } from '../../functions/receive/receive.ts'

const removed: string[] = []
const ports: ReceivePorts = {
  raw: () => Promise.reject(new Error('nothing is read')),
  remove: async (key) => void removed.push(key),
  readReply: async () => null,
  readUnsubscribe: async () => null,
  engage: { send: () => Promise.reject(new Error('nothing is handed over')) },
  count: () => undefined,
}

it('mails of a person who is erased are deleted, and not read', async () => {
  const work = readWork({ kind: 'erase_mails', keys: ['inbound/a', 'inbound/b'] })
  expect(await workOff(ports, work)).toBe('erased')
  expect(removed).toEqual(['inbound/a', 'inbound/b'])
})

it('nothing but mails that came in is ever deleted', () => {
  expect(() => readWork({ kind: 'erase_mails', keys: ['dashboard/index.html'] })).toThrow()
})
