/** `kill -9` at any moment, then a start: no message lost, none twice. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, inject, it } from 'vitest'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import { connect, leadEvent, tourSequence } from './world.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'touchline-crash-'))
let child: ChildProcess | undefined

const start = async () => {
  const started = spawn(process.execPath, [join(import.meta.dirname, 'local-child.ts'), inject('stackDir'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child = started
  const addresses = await new Promise<{ url: string; awsUrl: string; tenant: string }>((resolve, reject) => {
    started.once('exit', (code) => reject(new Error(`the local runtime exited with ${code} before it was ready`)))
    createInterface({ input: started.stdout }).once('line', (line) =>
      resolve(JSON.parse(line) as { url: string; awsUrl: string; tenant: string }),
    )
  })
  return connect(addresses)
}

const kill = (): Promise<void> =>
  new Promise((resolve) => {
    child?.removeAllListeners('exit')
    child?.once('exit', () => resolve())
    child?.kill('SIGKILL')
  })

afterEach(async () => {
  await kill()
  rmSync(dataDir, { recursive: true, force: true })
})

const contacts = 30

describe('a killed runtime', () => {
  it('loses no message and sends none twice, whenever it dies', async () => {
    let world = await start()
    const sequence = await world.api<SequenceView>('POST', '/sequences', tourSequence())
    await world.publish(...Array.from({ length: contacts }, (_, n) => leadEvent(n)))
    // Each round dies a little later into the work of the next day: while enrolling, while sending, while recording.
    for (const after of [40, 120, 250, 500, 900]) {
      await pause(after)
      await kill()
      world.disconnect()
      world = await start()
      void world.advance('P1D').catch(() => undefined)
    }
    await pause(50)
    await kill()
    world = await start()
    await world.advance('P9D')

    const messages = await world.messages(sequence.id)
    expect(messages).toHaveLength(contacts * 4)
    const open = messages.filter((message) => !['sent', 'delivered', 'unknown'].includes(message.status))
    expect(open).toEqual([])
    const outbox = await world.outbox()
    const perMessage = new Map<string, number>()
    for (const item of outbox) {
      const id = item.tags?.['message'] ?? item.id
      perMessage.set(id, (perMessage.get(id) ?? 0) + 1)
    }
    expect([...perMessage.values()].filter((times) => times > 1)).toEqual([])
    const unsent = messages.filter((message) => message.status !== 'unknown' && !perMessage.has(message.id))
    expect(unsent).toEqual([])
    expect((await world.enrollments(sequence.id)).map((enrollment) => enrollment.exitReason)).toEqual(
      Array.from({ length: contacts }, () => 'completed'),
    )
    world.disconnect()
  })
})
