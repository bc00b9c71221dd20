/** Every attack in its short form. `npm run attack` plays them whole. */
import { expect, test } from 'vitest'
import { Stage } from './stage.ts'
import { suite } from './suite.ts'

const seed = Number(process.env['ATTACK_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

test.for(suite)('attack $number: $promise', { timeout: 300_000 }, async (attack) => {
  const stage = new Stage({ scale: 'short', seed, progress: () => undefined })
  try {
    const outcome = await attack.play(stage)
    expect(outcome, `seed ${seed}`).toEqual({ ...outcome, holds: true })
  } finally {
    await stage.end()
  }
})
