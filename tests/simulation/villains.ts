/**
 * Five ways to do harm: forging, replaying, saying different things to different people, saying too much, coming in
 * very many sessions.
 */
import { forge, type Json } from '../../packages/ghost-chat/test/support/forge.ts'
import { oneOf } from './scenario.ts'
import { CELLAR, Villain, type VillainInit } from './villain.ts'

const encoder = new TextEncoder()

/** Alters others' envelopes, signs in their names, and answers questions with the like. */
export class Forger extends Villain {
  #forged: Uint8Array[] = []

  protected async act(): Promise<void> {
    const model = oneOf(this.ledger.recorded, this.random)
    if (model === undefined) return
    const frame = await this.#forgery(Buffer.from(model).toString('latin1'))
    this.#forged = [...this.#forged.slice(-9), frame]
    await this.publish(frame)
  }

  protected override answer(): readonly Uint8Array[] {
    const head = { v: 1, status: 'ok', count: this.#forged.length }
    return [encoder.encode(JSON.stringify(head)), ...this.#forged]
  }

  async #forgery(model: string): Promise<Uint8Array> {
    const [header = '', payload = '', signature = ''] = model.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Json
    const now = this.world.clock.now() / 1000
    const number = { seq: Number(claims['seq']) + 1 }
    switch (Math.floor(this.random() * 6)) {
      case 0: // Other words under a genuine signature.
        return bytes(`${header}.${json({ ...claims, messages: [{ content: 'forged' }] })}.${signature}`)
      case 1: // Another's name over the forger's own signature.
        return this.#signed({ ...claims, ...number, iat: now, exp: now + 20 })
      case 2: // A leave in another's name.
        return this.#signed({
          ...stateOf(claims),
          ...number,
          seq: 1_000,
          iat: now,
          exp: now + 20,
          type: 'leave',
        })
      case 3: // A ghost: another's name, a session that never was.
        return this.#signed({ ...stateOf(claims), sid: 'A'.repeat(22), seq: 0, iat: now, exp: now + 20 })
      case 4: // No signature asked for.
        return bytes(`${json({ alg: 'none', typ: 'ghost-chat+jwt' })}.${payload}.${signature}`)
      default: // Its own name over another's signature.
        return bytes(`${header}.${json({ ...claims, iss: this.identity.did })}.${signature}`)
    }
  }

  async #signed(claims: Json): Promise<Uint8Array> {
    return bytes(await forge(this.identity, claims))
  }
}

/** Publishes again what it has recorded, here and in another room. */
export class Replayer extends Villain {
  readonly #cellar
  readonly #heard: Uint8Array[] = []

  constructor(init: VillainInit) {
    super(init)
    this.#cellar = this.network.open(CELLAR, {
      judge: (frame) => {
        this.#heard.push(frame)
        return Promise.resolve('accept')
      },
      answer: () => Promise.resolve([]),
      changed: () => undefined,
      lost: () => undefined,
    })
  }

  protected async act(): Promise<void> {
    const [here, there] = [oneOf(this.ledger.recorded, this.random), oneOf(this.#heard, this.random)]
    if (here !== undefined) {
      await this.publish(here)
      await this.publish(here, this.#cellar)
    }
    if (there !== undefined) {
      await this.publish(there)
      await this.publish(there, this.#cellar)
    }
  }
}

/** Signs two envelopes with one number; half of all deliveries are lost, so people hear the one or the other. */
export class TwoFaced extends Villain {
  #said = 0

  constructor(init: VillainInit) {
    super(init)
    this.world.bad.set(this.network.self, { loss: 0.5 })
  }

  protected async act(): Promise<void> {
    const now = this.world.clock.now()
    const yes = await this.say(`yes ${this.#said}`, now)
    const no = await this.say(`no ${this.#said++}`, now, true)
    await this.publish(yes)
    await this.publish(no)
  }
}

/** Says more than anyone may, now and then with stamps that run backwards. */
export class Flooder extends Villain {
  #said = 0

  protected async act(): Promise<void> {
    const back = Math.floor(this.#said / 40) % 2 === 1 ? 100 * (this.#said % 40) : 0
    await this.publish(await this.say(`flood ${this.#said++}`, this.world.clock.now() - back))
  }
}

/** Fills roster and memory: sessions without end, leaves of sessions that never were, and types that nobody knows. */
export class Crowd extends Villain {
  protected async act(): Promise<void> {
    const now = this.world.clock.now()
    for (const type of ['join', 'leave', 'x-filler']) {
      const peer = type === 'join' ? { peer: `peer-crowd-${Math.floor(this.random() * 100)}` } : {}
      const claims = { sid: this.#anySession(), seq: 0, head: null, type, ...peer }
      await this.publish(await this.sign(now, type === 'join' ? 3_600 : 300, claims))
    }
  }

  #anySession(): string {
    return Buffer.from(Uint8Array.from({ length: 16 }, () => Math.floor(this.random() * 256))).toString(
      'base64url',
    )
  }
}

/** The claims of an envelope of the other chain: presence says where the content ends. */
function stateOf(claims: Json): Json {
  const { prev: _prev, messages: _messages, ...rest } = claims
  return { ...rest, head: null, type: 'join', peer: 'peer-666' }
}

function json(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function bytes(text: string): Uint8Array {
  return encoder.encode(text)
}
