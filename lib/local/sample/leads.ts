/** The sample tenant's leads: made by a seeded generator, so that every first start tells the same story. */

/** Mulberry32: small, seeded, good enough for sample data. */
const generator = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const firstNames =
  'Dana Ruth Omar Lena Marcus Priya Joel Ana Victor Mei Paula Grant Ines Tomas Kofi Nora Felix Rosa Hugo Amara Colin Yara Dean Elif Simon Leah Ivan Carla Noah Tess'.split(
    ' ',
  )
const lastNames =
  'Reyes Holt Bianchi Okafor Lind Sato Meyer Duarte Novak Price Chen Abbas Larsen Costa Walsh Petrov Quinn Silva Haddad Brandt Moreau Stone Ferrari Ito Kaplan Nunez Weiss Adler Frost Banks'.split(
    ' ',
  )
const streets =
  'Elm St|Maple Ave|Cedar Ln|Lakeview Dr|Orchard Rd|Mill St|Hillcrest Ave|Birch Ct|Garden Way|Prospect St|Juniper Ln|Harbor Dr'.split('|')
const agents = ['Sam Ortiz', 'Kim Doyle', 'Ali Rahman']
const zones = ['America/Chicago', 'America/New_York', 'America/Denver', 'America/Los_Angeles']
const stagesInOrder = ['new', 'contacted', 'offer-sent', 'under-contract', 'assigned']

/** One stage change, at a share (0 to 1) of the seeded period. */
export interface SampleEvent {
  at: number
  leadId: string
  stage: string
  previousStage: string | null
  contacts: Record<string, unknown>[]
}

/** Stage changes of `count` leads in time order: most enter as new, some further on; about a third move on once or twice. */
export const sampleEvents = (count: number, seed = 7): SampleEvent[] => {
  const random = generator(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const events: SampleEvent[] = []
  for (let i = 0; i < count; i++) {
    const first = pick(firstNames)
    const last = pick(lastNames)
    const contact = {
      id: `c-${1001 + i}`,
      role: 'owner',
      firstName: first,
      lastName: last,
      email: `${first}.${last}.${1001 + i}@persona.example`.toLowerCase(),
      ...(random() < 0.9 ? { phone: `+1312555${String(1000 + i).padStart(4, '0')}` } : {}),
      timeZone: pick(zones),
      consent: { email: true, sms: random() < 0.75, call: random() < 0.85 },
      attributes: { street: `${Math.floor(random() * 180) + 2} ${pick(streets)}`, agent: pick(agents) },
    }
    let place = random() < 0.72 ? 0 : 1 + Math.floor(random() * 3)
    let at = random() * 0.96
    let previousStage: string | null = null
    for (;;) {
      const stage = stagesInOrder[place] as string
      events.push({ at, leadId: `lead-${1001 + i}`, stage, previousStage, contacts: [contact] })
      previousStage = stage
      at += 0.1 + random() * 0.4
      place += 1 + (random() < 0.15 ? 1 : 0)
      if (at > 0.99 || place >= stagesInOrder.length || random() > 0.12) break
    }
  }
  return events.toSorted((a, b) => a.at - b.at)
}
