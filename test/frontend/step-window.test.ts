import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import StepWindowEditor from '../../frontend/components/builder/StepWindowEditor.vue'
import StepCard from '../../frontend/components/builder/StepCard.vue'
import { hasWindow, onlyText, windowProblem, windowSentence } from '../../frontend/format/step-window.ts'
import { builderFormOf, draftBodyOf, emptyStep, stepBodyOf } from '../../frontend/forms/builder-form.ts'
import { draftDifferences } from '../../frontend/forms/draft-differences.ts'
import type { SettingsView } from '../../functions/contract/api/settings.ts'
import type { Channel } from '../../functions/domain/channel.ts'
import type { StepWindow } from '../../functions/domain/step-window.ts'
import { aSequence, aStep } from './fixtures.ts'

const mornings: StepWindow = { from: '09:00', to: '12:00', days: [1, 2, 3, 4, 5] }
const open: VueWrapper[] = []
afterEach(() => open.splice(0).forEach((one) => one.unmount()))

/** The editor with what it holds, which its own changes replace as the builder does. */
const edit = (
  own: StepWindow | null,
  { channel = 'sms', windows = {}, error }: { channel?: Channel; windows?: SettingsView['windows']; error?: string } = {},
) => {
  let held = own
  const wrapper: VueWrapper = mount(StepWindowEditor, {
    attachTo: document.body,
    props: {
      channel,
      windows,
      error,
      modelValue: own,
      'onUpdate:modelValue': (next: StepWindow | null) => {
        held = next
        void wrapper.setProps({ modelValue: next })
      },
    },
  })
  open.push(wrapper)
  const choose = async (label: string): Promise<void> => {
    const [control] = wrapper.findAll('label').filter((one) => one.text() === label)
    await control?.find('input').setValue(true)
    await nextTick()
  }
  const pick = async (label: string, time: string): Promise<void> => {
    await wrapper.find(`select[aria-label="${label}"]`).setValue(time)
    await nextTick()
  }
  const turn = async (day: string): Promise<void> => {
    const [chip] = wrapper.findAll('button').filter((one) => one.text() === day)
    await chip?.trigger('click')
    await nextTick()
  }
  return { wrapper, choose, pick, turn, held: () => held }
}

describe('the editor of a step’s own hours', () => {
  it('begins with office hours, as far as the channel is open then, and goes back to any time', async () => {
    const { choose, held, wrapper } = edit(null)
    expect(wrapper.find('select').exists()).toBe(false)
    await choose('Only at its own hours')
    expect(held()).toEqual({ from: '09:00', to: '17:00' })
    await choose('Any time the channel is open')
    expect(held()).toBeNull()
    const early = edit(null, { windows: { sms: { from: '08:00', to: '09:00' } } })
    await early.choose('Only at its own hours')
    expect(early.held()).toEqual({ from: '08:00', to: '09:00' })
  })

  it('never closes before it opens: the other end goes to where the channel opens or closes', async () => {
    const { pick, held } = edit(mornings)
    await pick('Opens at', '14:00')
    expect(held()).toEqual({ from: '14:00', to: '21:00', days: [1, 2, 3, 4, 5] })
    await pick('Closes at', '10:00')
    expect(held()).toEqual({ from: '08:00', to: '10:00', days: [1, 2, 3, 4, 5] })
  })

  it('turns days on and off, and keeps the last one', async () => {
    const { turn, held } = edit({ from: '09:00', to: '12:00', days: [1] })
    await turn('Mon')
    expect(held()?.days).toEqual([1])
    await turn('Wed')
    expect(held()?.days).toEqual([1, 3])
    for (const day of ['Tue', 'Thu', 'Fri', 'Sat', 'Sun']) await turn(day)
    expect(held()).toEqual({ from: '09:00', to: '12:00' })
  })

  it('stays a window where only days were said and every day is on again', async () => {
    const { turn, held } = edit({ days: [1, 2, 3, 4, 5, 6] })
    await turn('Sun')
    expect(held()).toEqual({ from: '08:00', to: '21:00' })
  })

  it('says when the step leaves, or beside it what keeps it from that, in place of what the API said of the last draft', async () => {
    const said = edit(mornings, { error: 'Its window was of no use' })
    expect(said.wrapper.text()).toContain('Its window was of no use')
    expect(edit(mornings).wrapper.text()).toContain('Leaves only Mon–Fri 09:00–12:00 at the contact’s place.')
    const never = edit(mornings, { windows: { sms: { from: '14:00', to: '18:00', days: [6, 7] } } })
    expect(never.wrapper.find('.text-danger').text()).toBe(
      'Its window Mon–Fri 09:00–12:00 has nothing in common with the hours of texts, Sat, Sun 14:00–18:00: choose a time within those.',
    )
    expect(never.wrapper.find('select').attributes('aria-invalid')).toBe('true')
  })
})

describe('a step’s own hours', () => {
  it('are cut to the channel’s in the sentence', () => {
    expect(windowSentence('sms', { from: '06:00', to: '10:00' }, {})).toMatch(/^Leaves only 08:00–10:00 at/)
    expect(windowSentence('email', { days: [6, 7] }, {})).toMatch(/^Leaves only Sat, Sun at/)
    expect(windowSentence('email', mornings, { email: { from: '10:00', to: '18:00', days: [1, 2] } })).toMatch(
      /^Leaves only Mon, Tue 10:00–12:00/,
    )
    expect(windowProblem('email', mornings, {})).toBeNull()
  })

  it('stand on the card', () => {
    const card = (window: StepWindow | null, channel: Channel = 'email') =>
      mount(StepCard, {
        props: {
          step: { ...emptyStep(channel, []), window },
          number: 1,
          of: 1,
          chosen: false,
          complaints: 0,
          nameOf: String,
          tallies: null,
        },
      })
    expect(card(mornings).text()).toContain('only Mon–Fri 09:00–12:00 at the contact’s place.')
    expect(card(null).text()).not.toContain('only')
    expect(onlyText('task', mornings)).toBe('')
    expect((['email', 'sms', 'call', 'linkedin', 'task'] as const).filter(hasWindow)).toEqual(['email', 'sms', 'call'])
  })

  it('go with the draft and come back from it, but not with a step that a person carries out', () => {
    const { form, ids } = builderFormOf(aSequence({ steps: [aStep({ window: mornings })] }))
    expect(draftBodyOf(form, ids).body.steps?.[0]?.window).toEqual(mornings)
    expect(stepBodyOf({ ...emptyStep('task', []), window: mornings })).not.toHaveProperty('window')
  })

  it('are told apart in two states of a draft', () => {
    const [mine, theirs] = [mornings, { days: [6] }].map(
      (window) => builderFormOf(aSequence({ steps: [aStep({ window })] }), (id) => id).form,
    )
    expect(mine && theirs && draftDifferences(mine, theirs)).toEqual([
      { place: 'Step 1, window', mine: 'only Mon–Fri 09:00–12:00', theirs: 'only Sat' },
    ])
  })
})
