/** The list that somebody brings: some five hundred owners as a spreadsheet has them. */
import type { World } from '../../journey/world.ts'
import { ownerAt } from './day.ts'

/** Rows of the file; it has no contact ids, only what a spreadsheet of owners has. */
export const listed = 503

/** By their line in the file: what is wrong with each. */
export const rowsThatAreWrong: Record<number, string> = {
  40: 'The email address cannot be mailed to.',
  200: 'The row names nobody.',
  401: 'The phone number is no possible number.',
}

interface Known {
  id: string
  name: string
  email: string
  phone?: string
}

/** Two contacts of the sample, each in one sequence that runs. */
export const inAnotherSequence = async (world: World): Promise<Known[]> => {
  const { items: sequences } = await world.api<{ items: { id: string; name: string }[] }>('GET', '/sequences')
  const welcome = sequences.find(({ name }) => name === 'New seller welcome')?.id ?? ''
  const running = (await world.enrollments(welcome)).filter(({ status }) => status === 'active')
  return Promise.all(running.slice(0, 2).map(({ contactId }) => world.api<Known>('GET', `/contacts/${contactId}`)))
}

export const contactsCsv = (known: readonly Known[]): string => {
  const header = 'Name,Email,Phone,Company,Street'
  const rows = Array.from({ length: listed }, (_, i) => {
    const line = i + 2
    const old = known[i]
    const { name, email, phone, street } = ownerAt(line)
    const mail = line === 40 ? 'nobody at home' : line === 200 ? '' : (old?.email ?? email)
    const number = line === 401 ? '12' : line === 200 ? '' : old ? (old.phone ?? '') : phone
    return [old?.name ?? name, mail, number, `Company of ${name}`, street].join(',')
  })
  return [header, ...rows, ''].join('\n')
}
