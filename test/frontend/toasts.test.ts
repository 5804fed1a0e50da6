import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import CheatSheet from '../../frontend/components/shell/CheatSheet.vue'
import ToastStack from '../../frontend/components/ui/ToastStack.vue'
import { useLater } from '../../frontend/composables/use-later.ts'
import { useToasts } from '../../frontend/composables/use-toasts.ts'

const { toasts, done, undoable, dismiss } = useToasts()
const texts = (): string[] => toasts.value.map(({ text }) => text)
const press = (key: string, repeat = false): boolean =>
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, repeat, bubbles: true, cancelable: true }))

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  for (const { id } of toasts.value) dismiss(id)
  vi.useRealTimers()
})

describe('what was just done', () => {
  it('can be taken back for its whole thirty seconds, however much is said after it', async () => {
    for (const name of ['one', 'two', 'three', 'four', 'five']) undoable(`${name} approved`, () => undefined)
    for (const name of ['a', 'b', 'c', 'd']) done(`${name} saved`)
    expect(texts().filter((text) => text.endsWith('approved'))).toHaveLength(5)
    expect(texts().filter((text) => text.endsWith('saved'))).toEqual(['b saved', 'c saved', 'd saved'])
    await vi.advanceTimersByTimeAsync(29_000)
    expect(texts()).toHaveLength(5)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(texts()).toEqual([])
  })

  it('is taken back by z, the newest first, one by each press', () => {
    const stack = mount(ToastStack, { attachTo: document.body })
    const back: string[] = []
    undoable('first', () => back.push('first'))
    undoable('second', () => back.push('second'))
    done('said only')
    press('z')
    press('z', true)
    expect(back).toEqual(['second'])
    press('z')
    press('z')
    expect(back).toEqual(['second', 'first'])
    expect(texts()).toEqual(['said only'])
    stack.unmount()
  })

  it('has its key on the sheet of those that work everywhere', async () => {
    const sheet = mount(CheatSheet, { attachTo: document.body, props: { admin: false } })
    await nextTick()
    await nextTick()
    const row = [...document.querySelectorAll('dl > div')].find((one) => one.querySelector('dd')?.textContent === 'Undo the last thing')
    expect(row?.querySelector('kbd')?.textContent).toBe('z')
    sheet.unmount()
  })

  it('cannot be taken back any more once it is carried out', () => {
    const commit = vi.fn<() => Promise<boolean>>().mockResolvedValue(true)
    const hide = vi.fn<() => void>()
    useLater().later('Approved', { show: () => undefined, commit, hide })
    dispatchEvent(new Event('pagehide'))
    expect(commit).toHaveBeenCalledOnce()
    expect(texts()).toEqual([])
  })
})
