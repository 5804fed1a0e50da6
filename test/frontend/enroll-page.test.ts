import { afterEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { forgetEnrollDraft } from '../../frontend/composables/use-enroll-draft.ts'
import { mostListRows } from '../../frontend/forms/csv-mapping.ts'
import { pastedLines } from '../../frontend/forms/enroll-check.ts'
import type { AnswerOf } from '../../functions/contract/api/routes.ts'
import { readCsv } from '../../functions/api/csv.ts'
import { mostRows } from '../../functions/contract/job.ts'
import { aJob, aSequence } from './fixtures.ts'
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
const unknown: Partial<Met> = { contactId: null, refusal: { reason: 'not_known', text: 'Nobody is known by this id.' } }
const free = { isNew: false, refusal: null, conflicts: [], unreached: [], lacks: [] }

/** Whom a request names: by ids, or by the rows of a list as the API itself reads them. */
const namedIn = ({ contactIds, csv = '', firstLine }: { contactIds?: string[]; csv?: string; firstLine?: number }): string[] => {
  if (contactIds) return contactIds
  const read = readCsv(csv, { firstLine })
  if (read.kind !== 'rows') throw new Error(read.detail)
  return read.rows.map(({ id }) => id)
}

/** Everybody is free, but for whom `met` says otherwise. `asked` are the bodies of the portions, `sent` what was enrolled. */
const api = (met: Record<string, Partial<Met>> = {}, given: Api = {}) => {
  const asked: Record<string, unknown>[] = []
  const sent: Record<string, unknown>[] = []
  serve({
    'GET /merge-fields': () => ({
      items: [
        { name: 'street', description: 'The street.', source: 'attribute' },
        { name: 'company', description: 'Your own company.', source: 'tenant' },
      ],
    }),
    'GET /jobs': () => ({ items: [], nextCursor: null }),
    [`GET /jobs/${aJob().id}`]: () => aJob(),
    [`GET /jobs/${aJob().id}/rows`]: () => ({ items: [], nextCursor: null }),
    [`POST /sequences/${sequence.id}/conflicts`]: (body) => {
      asked.push(body as Record<string, unknown>)
      return {
        onConflict: 'parallel',
        results: namedIn(body as Record<string, never>).map((id) => ({ id, contactId: id, ...free, ...met[id] })),
      }
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

  it('asks in portions, each of which names its lines, and says of whom nobody knows', async () => {
    const { asked, sent } = api({ 'c-7': unknown })
    const { text } = await openPage(`${address}?way=paste`)
    await write(Array.from({ length: 230 }, (_, i) => `c-${i}`).join('\n'))
    await press('Check 230 lines')
    await expect.poll(text).toContain('229 contacts can be enrolled.')
    expect(asked.map(({ firstLine, csv }) => [firstLine, String(csv).split('\n').length - 2])).toEqual([
      [0, 50],
      [50, 50],
      [100, 50],
      [150, 50],
      [200, 30],
    ])
    expect(text()).toContain('1 id that nobody knows')
    expect(text()).toContain('line 8')
    await press('Enroll 229 contacts')
    expect(namedIn(sent[0] as Record<string, never>)).not.toContain('c-7')
  })

  it('sends addresses as rows of a list, and says where more than one contact has one', async () => {
    const { sent } = api({
      'line 1': { contactId: 'c-1001', contactName: 'Dana Reyes' },
      'line 2': { contactId: 'tl-1', isNew: true },
      'line 3': {
        contactId: null,
        refusal: { reason: 'several_contacts', text: 'More than one contact has this address.' },
        candidates: [
          { contactId: 'c-2', name: 'Ann' },
          { contactId: 'c-3', name: 'Ben' },
        ],
      },
      'line 5': { contactId: 'c-1001', contactName: 'Dana Reyes' },
    })
    const { text } = await openPage(`${address}?way=paste`)
    await write('Dana@example.com\nnew@example.com\ntwo@example.com\nnobody@here\n+1 312 555 0142')
    await press('Check 5 lines')
    await expect.poll(text).toContain('2 contacts can be enrolled. 3 cannot.')
    expect(text()).toContain('They are Ann (c-2), Ben (c-3).')
    expect(text()).toContain('1 new contact')
    expect(text()).toContain('Line 1 names the same contact.')
    expect(text()).toContain('The email address cannot be mailed to.')
    await press('Enroll 2 contacts')
    expect(sent[0]).toMatchObject({ csv: 'contactId,email,phone\n,Dana@example.com,\n,new@example.com,\n', firstLine: 0, matchBy: 'email' })
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
              : { onConflict: 'skip', results: [{ id: 'c-1', contactId: 'c-1', ...free }] },
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
    expect(text()).toContain('3 contacts can be enrolled. 2 of them are in a sequence already: see below.')
    expect(text()).toContain('Both run side by side.')
    await choose('c-1', 'Replace')
    expect(text()).toContain('“Offer” ends as replaced.')
    await press('Enroll 3 contacts')
    expect(namedIn(sent[0] as Record<string, never>)).toEqual(['c-1', 'c-2', 'c-3'])
    expect(sent[0]).toMatchObject({ choices: { 'c-1': 'replace', 'c-2': 'parallel' } })
  })

  it('are decided for all at once, and who is skipped is not sent', async () => {
    const { sent, text } = await open()
    await press('Skip')
    expect(text()).toContain('1 contact can be enrolled. 2 are skipped, as chosen below.')
    await choose('c-2', 'Replace')
    expect(text()).toContain('2 contacts can be enrolled. 1 of them is in a sequence already: see below. 1 is skipped, as chosen below.')
    await press('Enroll 2 contacts')
    expect(namedIn(sent[0] as Record<string, never>)).toEqual(['c-2', 'c-3'])
    expect(sent[0]?.['choices']).toEqual({ 'c-2': 'replace' })
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
  expect(namedIn(sent[0] as Record<string, never>)).toEqual(['c-1', 'c-2'])
  expect(sent[0]?.['choices']).toEqual({ 'c-1': 'replace' })
})

describe('a CSV', () => {
  const list =
    'Contact ID,First,Mail,Street,Lead\nc-1,Dana,dana@example.com,12 Elm St,l-1\nn-1,Ann,ann@example.com,,l-2\nn-2,Bob,bob@example,,l-3\nn-3,Cy,cy@example.com,,\n'

  it('names its bad rows before anything is sent, and sends the rest under the fields that were chosen', async () => {
    const { sent } = api({ 'n-3': { contactId: null, refusal: { reason: 'no_usable_address', text: 'No working address.' } } })
    const { text } = await openPage(`${address}?way=csv`)
    await bring(list)
    expect(text()).toContain('3 rows can be taken in.')
    expect(text()).toContain('Line 4The email address cannot be mailed to. Correct it.')
    await press('Check 3 contacts')
    expect(text()).toContain('2 contacts can be enrolled. 2 cannot.')
    expect(text()).toContain('1 row cannot be taken in')
    expect(text()).toContain('1 contact without an address that works')
    await press('Enroll 2 contacts')
    expect(sent[0]?.['csv']).toBe(
      'contactId,firstName,email,street,leadId\nc-1,Dana,dana@example.com,12 Elm St,l-1\nn-1,Ann,ann@example.com,,l-2\n',
    )
  })

  it('says what awaits those who go in: values that they lack, a first step that does not reach them, another lead', async () => {
    const noAddress = {
      channel: 'email' as const,
      reason: 'no_address' as const,
      text: 'The contact has no address for this channel.',
      steps: [1, 3],
    }
    api({
      'line 2': { contactId: 'tl-2', isNew: true, lacks: [{ name: 'street', steps: [1, 3] }] },
      'line 3': { contactId: 'c-3', contactName: 'Ann Lee', unreached: [noAddress] },
      'line 4': { contactId: 'c-4', movesFrom: 'lead-1', nameSoFar: 'Cyrus Vance' },
    })
    const { text } = await openPage(`${address}?way=csv`)
    await bring('Name,Mail,Phone\nDana Reyes,dana@example.com,\n,,+13125550142\nCy,cy@example.com,\n')
    await press('Check 3 contacts')
    await expect.poll(text).toContain('3 contacts can be enrolled.')
    expect(text()).toContain('1 contact without {{street}}: steps 1 and 3 wait until it is filled')
    expect(text()).toContain('1 contact without an email address: steps 1 and 3 do not reach them')
    expect(text()).toContain('Ann Lee')
    expect(text()).toContain('1 contact moves to another lead')
    expect(text()).toContain('Is with lead-1 now')
    expect(text()).toContain('1 contact gets another name')
    expect(text()).toContain('Is called Cyrus Vance so far')
  })

  it('is matched by email where it has no contact id, or by phone where somebody says so', async () => {
    const { sent } = api()
    const { text } = await openPage(`${address}?way=csv`)
    await bring('Name,Mail,Phone\nDana,dana@example.com,+13125550142\nAnn,ann@example.com,+13125550142\n')
    const choice = () => [...document.querySelectorAll('[aria-label="Rows are matched by"] button')]
    expect(choice().map((one) => [one.textContent.trim(), one.getAttribute('aria-pressed')])).toEqual([
      ['Email', 'true'],
      ['Phone', 'false'],
    ])
    expect(text()).toContain('2 rows can be taken in.')
    await press('Phone')
    await expect.poll(text).toContain('1 row can be taken in.')
    await press('Check 1 contact')
    await press('Enroll 1 contact')
    expect(sent[0]).toMatchObject({ matchBy: 'phone', firstLine: 1 })
    expect(sent[0]).not.toHaveProperty('agreement')
  })

  it('asks once what its people agreed to, with nothing ticked, and where and when', async () => {
    const { asked, sent } = api()
    const { text } = await openPage(`${address}?way=csv`)
    await bring('Mail\ndana@example.com\n')
    const boxes = [...document.querySelectorAll<HTMLInputElement>('fieldset input[type=checkbox]')]
    expect(boxes.map(({ checked }) => checked)).toEqual(boxes.map(() => false))
    boxes[0]?.click()
    await settled()
    await press('Check 1 contact')
    expect(text()).toContain('Say where they agreed')
    expect(text()).toContain('Say when they agreed')
    expect(asked).toEqual([])
    const fill = (input: HTMLInputElement | null, value: string): void => {
      if (!input) throw new Error('The field is not there.')
      input.value = value
      input.dispatchEvent(new Event('input'))
    }
    fill(document.querySelector('fieldset input:not([type])'), 'the fair')
    await settled()
    fill(document.querySelector('fieldset input[type=date]'), '2026-01-31')
    await settled()
    await press('Check 1 contact')
    await press('Enroll 1 contact')
    const agreement = { channels: ['email'], source: 'the fair', at: '2026-01-31' }
    expect([asked[0]?.['agreement'], sent[0]?.['agreement']]).toEqual([agreement, agreement])
  })

  it('shows which merge field a column becomes, and sends it under the name that a person gives it', async () => {
    const { sent } = api()
    const { text } = await openPage(`${address}?way=csv`)
    await bring('Contact ID,Street,Pet name,Company\nc-1,12 Elm St,Rex,Bell Ltd\n')
    expect(text()).toContain('Texts name it {{street}}.')
    expect(text()).toContain('No text can name it')
    expect(text()).toContain('Texts name it {{contact_company}}. In texts, {{company}} is something else: Your own company.')
    const box = document.querySelector<HTMLInputElement>('[aria-label="Pet name is kept as"]')
    if (!box) throw new Error('The column cannot be named.')
    box.value = 'pet_name'
    await expect.poll(text).toContain('1 row can be taken in.')
    box.dispatchEvent(new Event('input'))
    await nextTick()
    const typed = document.body.innerHTML
    expect(typed).toContain('Texts name it {{pet_name}}.')
    expect(typed).toContain('1 row can be taken in.')
    // A click elsewhere leaves the field: nothing may move under it.
    box.dispatchEvent(new Event('change'))
    await settled()
    expect(document.body.innerHTML).toBe(typed)
    await press('Check 1 contact')
    await press('Enroll 1 contact')
    expect(sent[0]?.['csv']).toBe('contactId,street,pet_name,contact_company\nc-1,12 Elm St,Rex,Bell Ltd\n')
  })

  it('cannot go on before a column tells who they are', async () => {
    api()
    const { text } = await openPage(`${address}?way=csv`)
    await bring('Key,Town\nc-1,Aurora\n')
    expect(text()).toContain('Say which column tells who they are')
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
