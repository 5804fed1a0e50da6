import { beforeAll, describe, expect, it } from 'vitest'
import { loadProduct, type Product } from './product.ts'
import { judge, judgeSeeds, warmUp } from './run.ts'
import { writeScript } from './script.ts'

const repository = new URL('../..', import.meta.url).pathname

describe('the product under simulation', () => {
  let product: Product
  beforeAll(async () => {
    product = await loadProduct(repository)
    await warmUp(product)
  }, 120_000)

  it('does nothing wrong in a hundred and fifty histories', async () => {
    let requests = 0
    const wrong = await judgeSeeds(product, { from: 1, count: 150, stopAt: 5 }, (judged) => (requests += judged.requests))
    expect(wrong.map(({ script, findings }) => ({ seed: script.seed, findings }))).toEqual([])
    expect(requests).toBeGreaterThan(100)
  }, 240_000)

  it('plays a seed the same way each time, whatever was played before', async () => {
    for (const seed of [7, 19, 42]) {
      const first = await judge(product, writeScript(seed), { told: true })
      await judge(product, writeScript(seed + 1))
      const second = await judge(product, writeScript(seed), { told: true })
      expect(first.lines.length).toBeGreaterThan(3)
      expect(second.lines).toEqual(first.lines)
    }
  }, 60_000)
})
