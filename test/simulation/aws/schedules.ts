/** Scheduler's one-time entries: an entry fires near its time, or twice, a minute early, an hour late, or never. */
import { ConflictException, ResourceNotFoundException } from '@aws-sdk/client-scheduler'
import type { World } from '../world.ts'

interface CreateInput {
  Name: string
  ScheduleExpression: string
  Target: { Input: string }
}

export const createSchedules = (world: World, deliver: (input: string) => void) => {
  const entries = new Map<string, { input: string; made: number }>()
  let made = 0

  const create = ({ Name, ScheduleExpression, Target }: CreateInput): unknown => {
    if (Name.length > 64) throw Object.assign(new Error(`the name ${Name} is longer than 64 characters`), { name: 'ValidationException' })
    if (entries.has(Name))
      throw new ConflictException({ message: `Schedule ${Name} already exists.`, Message: '', $metadata: { httpStatusCode: 409 } })
    const [, at] = /^at\((.+)\)$/.exec(ScheduleExpression) ?? []
    const due = Date.parse(`${at}Z`)
    if (Number.isNaN(due)) throw new Error(`Scheduler cannot read "${ScheduleExpression}"`)
    const entry = { input: Target.Input, made: ++made }
    entries.set(Name, entry)
    const random = world.randomFor(world.unique(`entry ${Name}`))
    const faults = world.faults()
    if (random.chance(faults.never_fires)) world.note(`the entry ${Name} will never fire`)
    else {
      fire(Name, entry, due + offset(random, faults))
      if (random.chance(faults.fires_twice)) fire(Name, entry, due + random.next() * 90_000, true)
    }
    return {}
  }

  const offset = (random: ReturnType<World['randomFor']>, faults: ReturnType<World['faults']>): number => {
    if (random.chance(faults.fires_early)) return -random.next() * 60_000
    if (random.chance(faults.fires_late)) return random.next() * 3_600_000
    return random.next() * 3_000
  }

  const fire = (name: string, entry: { input: string }, at: number, again = false): void =>
    world.at(at, () => {
      if (entries.get(name) !== entry && !again) return
      if (entries.get(name) === entry) entries.delete(name)
      world.note(() => `the entry ${name} fires${again ? ' again' : ''}`)
      deliver(entry.input)
    })

  const remove = ({ Name }: { Name: string }): unknown => {
    if (!entries.delete(Name))
      throw new ResourceNotFoundException({ message: `Schedule ${Name} does not exist.`, Message: '', $metadata: { httpStatusCode: 404 } })
    return {}
  }

  return { create, remove }
}
