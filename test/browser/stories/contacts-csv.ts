/** The list that somebody brings: five hundred owners as another program exports them. */
import type { World } from '../../journey/world.ts'
import { ownerAt } from './day.ts'

export const listed = 500

/** By their line in the file: what is wrong with each. */
export const rowsThatAreWrong: Record<number, string> = {
  40: 'The email address cannot be mailed to.',
  200: 'The row has no contactId.',
  401: 'The time zone is not known.',
}

interface Known {
  id: string
  leadId: string
  email: string
}

/** Two contacts of the sample, each in one sequence that runs. */
export const inAnotherSequence = async (world: World): Promise<Known[]> => {
  const { items: sequences } = await world.api<{ items: { id: string; name: string }[] }>('GET', '/sequences')
  const welcome = sequences.find(({ name }) => name === 'New seller welcome')?.id ?? ''
  const running = (await world.enrollments(welcome)).filter(({ status }) => status === 'active')
  return Promise.all(running.slice(0, 2).map(({ contactId }) => world.api<Known>('GET', `/contacts/${contactId}`)))
}

export const contactsCsv = (known: readonly Known[]): string => {
  const header = 'CRM id,Lead,First,Surname,Mail,Mobile,Zone,May we mail,May we text,May we call,street,Remarks'
  const rows = Array.from({ length: listed }, (_, i) => {
    const line = i + 2
    const old = known[i]
    const { name, email, phone, street } = ownerAt(line)
    const id = line === 200 ? '' : (old?.id ?? `owner-${line}`)
    const mail = line === 40 ? 'nobody at home' : (old?.email ?? email)
    const zone = line === 401 ? 'Middle Earth' : 'America/Chicago'
    const consents = ['yes', 'yes', 'yes']
    return [id, old?.leadId ?? `lead-of-${line}`, ...name.split(' '), mail, phone, zone, ...consents, street, 'from the fair'].join(',')
  })
  return [header, ...rows, ''].join('\n')
}
