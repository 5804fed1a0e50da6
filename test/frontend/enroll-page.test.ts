import { afterEach, describe, expect, it } from 'vitest'
import { forgetEnrollDraft } from '../../frontend/composables/use-enroll-draft.ts'
import { mostListRows } from '../../frontend/forms/csv-mapping.ts'
import { pastedLines } from '../../frontend/forms/enroll-check.ts'
import type { AnswerOf } from '../../functions/contract/api/routes.ts'
import { mostRows } from '../../functions/contract/job.ts'
import { aContact, aJob, aSequence } from './fixtures.ts'
import { button, closePages, openPage, press, Refused, serve, settled, type Api } from './mount-page.ts'

const sequence = aSequence()
const address = `/sequences/${sequence.id}/enroll`
afterEach(() => {
  closePages()
  forgetEnrollDraft(sequence.id)
})

type Met = AnswerOf<'sequenceConflicts'>['results'][number]
const choices = { replace: '“Offer” ends as replaced.', parallel: 'Both run side by side.', skip: 'Not enrolled.' }
const inOffer: Met['conflicts'][number] = { kind: 'other_sequence', text: 'The contact is in “Offer”.', choices }
const unknown: Partial<Met> = { contactId: null, refusal: { reason: 'not_known', text: 'No event of the CRM has named this contact yet.' } }

/** Everybody is free, but for whom `met` says otherwise. `asked` are the sizes of the portions, `sent` what was enrolled. */
const api = (met: Record<string, Partial<Met>> = {}, given: Api = {}) => {
  const asked: number[] = []
  const sent: Record<string, unknown>[] = []
  serve({
    'GET /merge-fields': () => ({ items: [{ name: 'street', description: 'The street.', source: 'attribute' }] }),
    'GET /jobs': () => ({ items: [], nextCursor: null }),
    [`GET /jobs/${aJob().id}`]: () => aJob(),
    [`GET /jobs/${aJob().id}/rows`]: () => ({ items: [], nextCursor: null }),
    [`POST /sequences/${sequence.id}/conflicts`]: (body) => {
      const { contactIds } = body as { contactIds: string[] }
      asked.push(contactIds.length)
      return { onConflict: 'parallel', results: contactIds.map((id) => ({ id, contactId: id, refusal: null, conflicts: [], ...met[id] })) }
    },
    [`POST /sequences/${sequence.id}/bulk-enroll`]: (body) => {
      sent.push(body as Record<string, unknown>)
      return aJob()
    },
    ...given,
  })
  return { asked, sent }
}

const pickAll = async (): Promise<void> => {
  for (const box of document.querySelectorAll<HTMLInputElement>('input[type=checkbox]')) {
    box.click()
    await settled()
  }
}
const write = async (text: string): Promise<void> => {
  const box = document.querySelector('textarea')
  if (!box) throw new Error('There is no box to paste into.')
  box.value = text
  box.dispatchEvent(new Event('input'))
  await settled()
}
const bring = async (text: string): Promise<void> => {
  const input = document.querySelector<HTMLInputElement>('input[type=file]')
  if (!input) throw new Error('There is no place for a file.')
  Object.defineProperty(input, 'files', { value: [new File([text], 'list.csv')], configurable: true })
  input.dispatchEvent(new Event('change'))
  await expect.poll(() => document.body.textContent).toMatch(/can be taken in|Say which column/)
}

describe('picking contacts', () => {
  it('looks at them first, and then begins a job that is shown', async () => {
    const { sent } = api()
    const { router, text } = await openPage(address)
    await pickAll()
    await press('Check 2 contacts')
    expect(text()).toContain('2 contacts can be enrolled.')
    await press('Enroll 2 contacts')
    expect(sent).toEqual([{ contactIds: ['c-1001', 'c-1002'], onConflict: 'parallel', choices: {} }])
    await expect.poll(() => router.currentRoute.value.name).toBe('job')
    expect(router.currentRoute.value.params).toEqual({ id: aJob().id })
  })

  it('says whom a refusal keeps out, and sends the others', async () => {
    const text2 = 'The contact has no working email address and no working phone number.'
    const { sent } = api({ 'c-1002': { refusal: { reason: 'no_usable_address', text: text2 } } })
    const { text } = await openPage(address)
    await pickAll()
    await press('Check 2 contacts')
    expect(text()).toContain(text2)
    await press('Enroll 1 contact')
    expect(sent[0]).toMatchObject({ contactIds: ['c-1001'] })
  })

  it('keeps what was picked when the page is left and opened again', async () => {
    api()
    await openPage(address)
    document.querySelector<HTMLInputElement>('input[type=checkbox]')?.click()
    await settled()
    closePages()
    api()
    await openPage(address)
    expect(button('Check 1 contact')).toBeTruthy()
  })
})

describe('pasting', () => {
  it('tells ids, addresses and numbers apart, each once', () => {
    expect(
      pastedLines(' c-1 \n\nc-1\nDana@Example.com,\n+1 312 555 0142\n(312) 555-0142\n3125550142').map(({ line, kind }) => [line, kind]),
    ).toEqual([
      [1, 'id'],
      [4, 'email'],
      [5, 'phone'],
      [6, 'phone'],
      [7, 'id'],
    ])
  })

  it('asks in portions, and says of whom nobody knows', async () => {
    const { asked, sent } = api({ 'c-7': unknown })
    const { text } = await openPage(`${address}?way=paste`)
    await write(Array.from({ length: 230 }, (_, i) => `c-${i}`).join('\n'))
    await press('Check 230 lines')
    await expect.poll(text).toContain('229 contacts can be enrolled.')
    expect(asked.toSorted()).toEqual([100, 100, 30])
    expect(text()).toContain('1 id that nobody knows')
    await press('Enroll 229 contacts')
    expect(sent[0]?.['contactIds']).not.toContain('c-7')
  })

  it('finds who has an address, and says where nobody or more than one has it', async () => {
    const dana = aContact()
    const { sent } = api(
      {},
      {
        'GET /contacts': () => ({
          items: [dana, aContact({ id: 'c-2', email: 'two@example.com' }), aContact({ id: 'c-3', email: 'two@example.com' })],
          nextCursor: null,
        }),
      },
    )
    const { text } = await openPage(`${address}?way=paste`)
    await write('Dana@example.com\nnobody@example.com\ntwo@example.com')
    await press('Check 3 lines')
    await expect.poll(text).toContain('1 contact can be enrolled.')
    expect(text()).toContain('No contact has it.')
    expect(text()).toContain('2 contacts have it: c-2, c-3.')
    await press('Enroll 1 contact')
    expect(sent[0]).toMatchObject({ contactIds: ['c-1001'] })
  })

  it('goes on where a portion failed', async () => {
    let failing = true
    const { text } = await (async () => {
      api(
        {},
        {
          [`POST /sequences/${sequence.id}/conflicts`]: () =>
            failing
              ? new Refused({ status: 500, detail: 'The server is busy.' })
              : { onConflict: 'skip', results: [{ id: 'c-1', contactId: 'c-1', refusal: null, conflicts: [] }] },
        },
      )
      return openPage(`${address}?way=paste`)
    })()
    await write('c-1')
    await press('Check 1 line')
    await expect.poll(text).toContain('The server is busy.')
    failing = false
    await press('Try again')
    await expect.poll(text).toContain('1 contact can be enrolled.')
  })
})

describe('conflicts', () => {
  const open = async () => {
    const served = api({ 'c-1': { conflicts: [inOffer] }, 'c-2': { conflicts: [inOffer] } })
    const page = await openPage(`${address}?way=paste`)
    await write('c-1\nc-2\nc-3')
    await press('Check 3 lines')
    return { ...served, ...page }
  }
  const choose = async (who: string, choice: string): Promise<void> => {
    const group = document.querySelector(`[aria-label="What happens for ${who}"]`)
    ;[...(group?.querySelectorAll('button') ?? [])].find((one) => one.textContent.trim() === choice)?.click()
    await settled()
  }

  it('stand with what the choice would do, which is the sequence’s own until a person chooses', async () => {
    const { text, sent } = await open()
    expect(text()).toContain('2 need a choice.')
    expect(text()).toContain('Both run side by side.')
    await choose('c-1', 'Replace')
    expect(text()).toContain('“Offer” ends as replaced.')
    await press('Enroll 3 contacts')
    expect(sent[0]).toMatchObject({ contactIds: ['c-1', 'c-2', 'c-3'], choices: { 'c-1': 'replace', 'c-2': 'parallel' } })
  })

  it('are decided for all at once, and who is skipped is not sent', async () => {
    const { sent } = await open()
    await press('Skip')
    await choose('c-2', 'Replace')
    await press('Enroll 2 contacts')
    expect(sent[0]).toMatchObject({ contactIds: ['c-2', 'c-3'], choices: { 'c-2': 'replace' } })
  })
})

it('lets nobody walk the same sequence twice at once: they begin anew, or stay out', async () => {
  const inThis: Met['conflicts'][number] = { kind: 'same_sequence', text: 'The contact is in it already.', choices }
  const { sent } = api({
    'c-1': { conflicts: [inThis], refusal: { reason: 'already_enrolled', text: 'The contact is already in this sequence.' } },
  })
  await openPage(`${address}?way=paste`)
  await write('c-1\nc-2')
  await press('Check 2 lines')
  expect(button('Enroll 1 contact')).toBeTruthy()
  const offered = document.querySelectorAll('[aria-label="What happens for c-1"] button')
  expect([...offered].map((one) => one.textContent.trim())).toEqual(['Replace', 'Skip'])
  await press('Replace')
  await press('Enroll 2 contacts')
  expect(sent[0]).toMatchObject({ contactIds: ['c-1', 'c-2'], choices: { 'c-1': 'replace' } })
})

describe('a CSV', () => {
  const list =
    'Contact ID,First,Mail,Street,Lead\nc-1,Dana,dana@example.com,12 Elm St,l-1\nn-1,Ann,ann@example.com,,l-2\nn-2,Bob,bob@example,,l-3\nn-3,Cy,cy@example.com,,\n'

  it('names its bad rows before anything is sent, and sends the rest under the fields that were chosen', async () => {
    const { sent } = api({ 'n-1': unknown, 'n-3': unknown })
    const { text } = await openPage(`${address}?way=csv`)
    await bring(list)
    expect(text()).toContain('3 rows can be taken in.')
    expect(text()).toContain('Line 4The email address cannot be mailed to. Correct it.')
    await press('Check 3 contacts')
    expect(text()).toContain('2 contacts can be enrolled.')
    expect(text()).toContain('The contact is new here, and the row names no lead. Fill leadId.')
    await press('Enroll 3 contacts')
    expect(sent[0]?.['csv']).toBe(
      'contactId,firstName,email,street,leadId\nc-1,Dana,dana@example.com,12 Elm St,l-1\nn-1,Ann,ann@example.com,,l-2\n\nn-3,Cy,cy@example.com,,\n',
    )
  })

  it('shows which merge field a column becomes, and sends it under the name that a person gives it', async () => {
    const { sent } = api()
    const { text } = await openPage(`${address}?way=csv`)
    await bring('Contact ID,Street,Pet name\nc-1,12 Elm St,Rex\n')
    expect(text()).toContain('Texts name it {{street}}.')
    expect(text()).toContain('No text can name it')
    const box = document.querySelector<HTMLInputElement>('[aria-label="Pet name is kept as"]')
    if (!box) throw new Error('The column cannot be named.')
    box.value = 'pet_name'
    box.dispatchEvent(new Event('change'))
    await expect.poll(text).toContain('Texts name it {{pet_name}}.')
    await expect.poll(text).toContain('1 row can be taken in.')
    await press('Check 1 contact')
    await press('Enroll 1 contact')
    expect(sent[0]?.['csv']).toBe('contactId,street,pet_name\nc-1,12 Elm St,Rex\n')
  })

  it('cannot go on before the contact’s id has a column', async () => {
    api()
    const { text } = await openPage(`${address}?way=csv`)
    await bring('Key,Mail\nc-1,dana@example.com\n')
    expect(text()).toContain('Say which column holds the contact id')
    expect(button('Nobody so far').disabled).toBe(true)
    const select = document.querySelector<HTMLSelectElement>('[aria-label="Key is taken as"]')
    if (!select) throw new Error('The column has no choice.')
    select.value = 'contactId'
    select.dispatchEvent(new Event('change'))
    await expect.poll(text).toContain('1 row can be taken in.')
    expect(button('Check 1 contact').disabled).toBe(false)
  })

  it('may have as many rows as one request takes', () => expect(mostListRows).toBe(mostRows))
})

describe('leads that are in the stage already', () => {
  const offer = {
    sequenceId: sequence.id,
    stage: 'new',
    inStage: 50,
    enrolledBefore: 3,
    toEnroll: 47,
    complete: true,
    note: '47 leads are in “new” and were never in it.',
  }

  it('are enrolled as many as were seen', async () => {
    const bodies: unknown[] = []
    api(
      {},
      {
        [`GET /sequences/${sequence.id}/backfill`]: () => offer,
        [`POST /sequences/${sequence.id}/backfill`]: (body) => {
          bodies.push(body)
          return aJob({ kind: 'backfill' })
        },
      },
    )
    const { router } = await openPage(`${address}?way=backfill`)
    await press('Enroll 47 leads')
    expect(bodies).toEqual([{ expected: 47 }])
    await expect.poll(() => router.currentRoute.value.name).toBe('job')
  })

  it('are counted again where their number is another by now', async () => {
    let inStage = 47
    api(
      {},
      {
        [`GET /sequences/${sequence.id}/backfill`]: () => ({ ...offer, toEnroll: inStage }),
        [`POST /sequences/${sequence.id}/backfill`]: () => {
          inStage = 48
          return new Refused({ status: 409, detail: 'There are 48 by now. Look again.' })
        },
      },
    )
    const { text } = await openPage(`${address}?way=backfill`)
    await press('Enroll 47 leads')
    expect(text()).toContain('There are 48 by now. Look again.')
    expect(button('Enroll 48 leads')).toBeTruthy()
  })
})

it('says where nobody can enter a sequence', async () => {
  api({}, { [`GET /sequences/${sequence.id}`]: () => aSequence({ status: 'paused' }) })
  const { text } = await openPage(address)
  expect(text()).toContain('This sequence is not active.')
})
