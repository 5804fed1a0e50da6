/** The receive function: mails that SES stored, read and handed to the engage queue. */
import { openDeadLetters } from '../adapters/dead-letters.ts'
import { openObjects } from '../adapters/objects.ts'
import { openQueue } from '../adapters/queue.ts'
import { openSecret } from '../adapters/secret.ts'
import type { EngageWork } from '../contract/work.ts'
import { createIdentity } from '../data/identity.ts'
import { readEnvironment } from '../runtime/environment.ts'
import { createCounting } from '../runtime/metrics.ts'
import { queueHandler } from '../runtime/pipeline.ts'
import { readWork, workOff, type ReceivePorts } from './receive.ts'

const env = readEnvironment('receive')
const secret = openSecret(env.SECRET_ARN)
const identity = async () => createIdentity(await secret())

const counting = createCounting(env.TENANT)
const objects = openObjects(env.MAIL_BUCKET)

const ports: ReceivePorts = {
  raw: (key) => objects.get(key),
  remove: (key) => objects.remove(key),
  readReply: async (token) => (await identity()).readReply(token),
  readUnsubscribe: async (token) => (await identity()).readUnsubscribe(token)?.messageId ?? null,
  engage: openQueue<EngageWork>(env.ENGAGE_QUEUE_URL),
  count: counting.count,
}

export const handler = queueHandler(counting, openDeadLetters(env.DEAD_LETTER_URL), {
  name: 'mails',
  read: readWork,
  serialBy: (work) => (Array.isArray(work) ? work[0]?.key : work.keys[0]) ?? '',
  open: () => null,
  work: (work) => workOff(ports, work),
})
