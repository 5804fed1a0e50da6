import { afterEach, describe, expect, it, vi } from 'vitest'
import type { SequencePatch } from '../../functions/contract/api/bodies.ts'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import { fieldName } from '../../frontend/format/fields.ts'
import { getsText, variantName } from '../../frontend/format/variants.ts'
import { builderFormOf, copyOf, draftBodyOf } from '../../frontend/forms/builder-form.ts'
import { draftDifferences } from '../../frontend/forms/draft-differences.ts'
import { addVariant, noMoreVariants, removeVariant, sharesOf } from '../../frontend/forms/variant-form.ts'
import { aSequence, aStep } from './fixtures.ts'
import { closePages, openPage, press, Refused, serve, settings, settled } from './mount-page.ts'

afterEach(() => {
  vi.useRealTimers()
  closePages()
})

const short = { id: 'b', name: 'Short subject', share: 30, subject: 'Quick one' }
const stored = aSequence({ version: 0, status: 'draft', steps: [aStep({ variants: [short], lastVariant: 'b' })] })
const path = `/sequences/${stored.id}`
const formOf = (sequence: SequenceView = stored) => builderFormOf(sequence)
const stepOf = () => {
  const [step] = formOf().form.steps
  if (!step) throw new Error('there is no step')
  return step
}

describe('the form of a step with variants', () => {
  it('gives back what it was given', () => {
    const { form, ids } = formOf()
    expect(draftBodyOf(form, ids).body.steps?.[0]?.variants).toEqual([short])
  })

  it('adds one that reads as the original, for half of whom that has', () => {
    const step = stepOf()
    expect(addVariant(step)).toBe('c')
    expect(step.variants[1]).toMatchObject({ name: 'Variant C', subject: step.subject, body: step.body })
    expect(sharesOf(step)).toEqual([35, 30, 35])
  })

  it('gives no letter twice, and stops at four', () => {
    const step = stepOf()
    for (const letter of ['c', 'd', 'e']) expect(addVariant(step)).toBe(letter)
    expect([addVariant(step), noMoreVariants(step)]).toEqual([undefined, 'At most 4 variants beside the original.'])
    removeVariant(step, 'e')
    expect(addVariant(step)).toBe('f')
  })

  it('copies them with a step that is copied, each for itself', () => {
    const step = stepOf()
    const copy = copyOf(step)
    const [variant] = copy.variants
    if (variant) variant.subject = 'Another'
    expect(step.variants[0]?.subject).toBe('Quick one')
  })

  it('leaves out what only another channel has, and what is empty', () => {
    const { form, ids } = formOf()
    const [step] = form.steps
    if (step?.variants[0]) Object.assign(step.variants[0], { body: '  ', smsText: 'Hi' })
    if (step) step.channel = 'sms'
    expect(draftBodyOf(form, ids).body.steps?.[0]?.variants).toEqual([{ id: 'b', name: 'Short subject', share: 30 }])
  })

  it('says where two drafts differ in them, also where one has none', () => {
    const [mine, theirs] = [formOf().form, builderFormOf({ ...stored, steps: [aStep()] }, () => 'k').form]
    if (mine.steps[0]) mine.steps[0].key = 'k'
    expect(draftDifferences(mine, theirs)).toEqual([
      { place: 'Step 1, variants', mine: 'B · Short subject 30 %', theirs: 'empty' },
      { place: 'Step 1, variant B, subject', mine: 'Quick one', theirs: 'empty' },
    ])
    expect(draftDifferences(theirs, mine)[1]).toMatchObject({ mine: 'empty', theirs: 'Quick one' })
  })
})

it('texts are named by their letter, and it is said who gets the one that is shown', () => {
  expect([variantName({ id: 'a', name: 'Original' }), variantName(short), variantName({ id: 'c', name: 'Variant C' })]).toEqual([
    'Original',
    'B · Short subject',
    'Variant C',
  ])
  expect(fieldName('variant B smsText')).toBe('Variant B, SMS text')
  const b = { id: 'b', name: 'Short', share: 30 }
  expect(getsText({ variant: b, gets: b }, 'Dana')).toBe('This is the text that Dana gets.')
  expect(getsText({ variant: { ...b, id: 'a' }, gets: b }, 'Dana')).toBe('Dana gets another text: B · Short.')
  expect(getsText({ variant: b, gets: null }, 'Dana')).toBe('Which text Dana gets is drawn when they are enrolled.')
})

/** The builder on the stored draft; `answer` is what an edit is answered with, given its body. */
const open = async (answer: (body: SequencePatch, call: number) => unknown = () => stored, address = `${path}/edit?step=s1`) => {
  const bodies: SequencePatch[] = []
  serve({
    'GET /settings': () => ({ ...settings, windows: {}, holidays: [] }),
    'GET /merge-fields': () => ({ items: [] }),
    [`GET ${path}`]: () => stored,
    [`GET ${path}/publish-preview`]: () => ({ errors: [], warnings: [] }),
    [`PUT ${path}`]: (body) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the page under test sent
      bodies.push(body as SequencePatch)
      return answer(bodies.at(-1) ?? {}, bodies.length)
    },
  })
  const opened = await openPage(address)
  await vi.dynamicImportSettled()
  await settled()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  return { ...opened, bodies }
}
const pass = async (): Promise<void> => {
  await vi.advanceTimersByTimeAsync(1_000)
  await settled()
}
const sliders = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[role=slider]')]
const tabs = (): string[] =>
  [...document.querySelectorAll('[aria-label=View] button')].map(
    (tab) => `${tab.textContent?.trim()}${tab.getAttribute('aria-pressed') === 'true' ? ' *' : ''}`,
  )
const textOf = (label: string): string => {
  const named = [...document.querySelectorAll('label')].find((one) => one.textContent?.trim().startsWith(label))
  const control = document.getElementById(named?.htmlFor ?? '')
  return control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement ? control.value : ''
}
const saved = (bodies: SequencePatch[]) => bodies.at(-1)?.steps?.[0]?.variants

describe('the split bar', () => {
  const key = async (name: string, shiftKey = false): Promise<void> => {
    sliders()[0]?.dispatchEvent(new KeyboardEvent('keydown', { key: name, shiftKey, bubbles: true, cancelable: true }))
    await settled()
  }

  it('says what lies at each boundary, and moves it by the arrow keys', async () => {
    const { bodies } = await open()
    expect(sliders().map((one) => one.getAttribute('aria-valuetext'))).toEqual(['Original 70 %, B · Short subject 30 %'])
    await key('ArrowLeft')
    await key('ArrowLeft', true)
    expect(sliders()[0]?.getAttribute('aria-valuenow')).toBe('59')
    expect(sliders()[0]?.getAttribute('aria-valuetext')).toBe('Original 59 %, B · Short subject 41 %')
    await key('End')
    await pass()
    expect(saved(bodies)).toMatchObject([{ share: 1 }])
  })

  it('follows the number that is typed, and comes to 100 whatever it is', async () => {
    const { bodies } = await open()
    const number = document.querySelector<HTMLInputElement>('[aria-label^="Share of B"]')
    if (!number) throw new Error('there is no number')
    number.value = '250'
    number.dispatchEvent(new Event('change', { bubbles: true }))
    await settled()
    expect([number.value, sliders()[0]?.getAttribute('aria-valuenow')]).toEqual(['98', '2'])
    await press('Split evenly')
    await pass()
    expect(saved(bodies)).toMatchObject([{ share: 50 }])
  })
})

describe('the texts of a step with variants', () => {
  it('stand in tabs, of which the address names the one that is open', async () => {
    const { router } = await open()
    expect(tabs()).toEqual(['Original *', 'B · Short subject'])
    await press('B · Short subject')
    expect(router.currentRoute.value.query['variant']).toBe('b')
    expect([textOf('Subject'), textOf('Body'), textOf('Name of the variant')]).toEqual(['Quick one', '', 'Short subject'])
  })

  it('are one more with a new variant, which is open at once, and one less until it is undone', async () => {
    const { bodies } = await open()
    await press('Add a variant')
    expect(tabs()).toEqual(['Original', 'B · Short subject', 'Variant C *'])
    await pass()
    expect(document.querySelector(`label[for="${document.activeElement?.id}"]`)?.textContent).toContain('Body, variant C')
    expect(saved(bodies)).toMatchObject([
      { id: 'b', share: 30 },
      { id: 'c', share: 35 },
    ])
    await press('Remove')
    expect(tabs()).toEqual(['Original *', 'B · Short subject'])
    await press('Undo')
    expect(tabs()).toEqual(['Original *', 'B · Short subject', 'Variant C'])
  })

  it('that come back after their letter was given up get a new one', async () => {
    const refusal = new Refused({
      status: 422,
      errors: [{ field: 'steps[0].variants[0].id', message: 'this step has no variant b any more' }],
    })
    const { bodies } = await open((_body, call) => (call === 1 ? refusal : stored))
    await press('Split evenly')
    await pass()
    expect(bodies.map((body) => body.steps?.[0]?.variants?.[0]?.id)).toEqual(['b', 'c'])
    expect(tabs()).toEqual(['Original *', 'C · Short subject'])
  })
})

describe('the page of a sequence', () => {
  it('shows who gets which text of a step', async () => {
    serve({ [`GET ${path}`]: () => stored, 'GET /sequences': () => ({ items: [stored], nextCursor: null }) })
    await openPage(path)
    const list = document.querySelector('ul[aria-label=Variants]')
    expect([...(list?.children ?? [])].map((one) => one.textContent?.trim().replaceAll(/\s+/g, ' '))).toEqual([
      'Original 70 %',
      'B · Short subject 30 %',
    ])
  })
})
