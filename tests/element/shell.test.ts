/** The shell of <ghost-chat>: joining and leaving, what is told of the connection and the people, what apps are told. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ADA, BEN, connected, openTheatre, OWN_DID, say, sayAsGuest, type Theatre } from './theatre.ts'

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre()
})
afterAll(() => theatre.close())
afterEach(async () => {
  expect(await theatre.clear()).toEqual([])
})

describe('joining', () => {
  it('reads along first, at the relays of the attribute', async () => {
    const page = await theatre.visit({
      chat: { space: 'demo', room: 'lobby', relay: ' http://one.example  http://two.example ' },
    })
    await connected(page)
    expect(await page.evaluate(() => scene.joins)).toEqual([
      {
        space: 'demo',
        room: 'lobby',
        relays: ['http://one.example', 'http://two.example'],
        name: undefined,
        readOnly: true,
      },
    ])
    await page.getByText('You’re reading.').waitFor()
  })

  it('meets at the origin of the page where no relay is named', async () => {
    const page = await theatre.visit()
    await connected(page)
    expect(await page.evaluate(() => scene.joins[0]?.relays)).toEqual([theatre.origin])
  })

  it('says that it has no room, and joins none', async () => {
    const page = await theatre.visit({ chat: {} })
    await page.getByText('it needs a space and a room.').waitFor()
    expect(await page.getByTestId('connection').innerText()).toBe('Not in a room')
  })

  it('speaks at once as a guest where the page says so', async () => {
    const page = await theatre.visit({
      chat: { space: 'demo', room: 'lobby', guest: true, nickname: 'Mira' },
    })
    await connected(page)
    expect(await page.evaluate(() => scene.joins)).toMatchObject([{ name: 'Mira', readOnly: false }])
    await say(page, 'hello')
    await page.getByTestId('message').getByText('hello', { exact: true }).waitFor()
  })

  it('tries again while the relay is silent, says so in words, and at once when asked', async () => {
    const failures = ['ERR_RELAY_UNREACHABLE', 'ERR_RELAY_UNREACHABLE', 'ERR_RELAY_UNREACHABLE']
    const page = await theatre.visit({ stage: { joinFailures: failures } })
    await page.getByTestId('error').getByText('Can’t reach the relay').waitFor()
    expect(await page.getByTestId('connection').innerText()).toBe('Reconnecting…')
    await page.getByTestId('error').getByText('in 4 s.').waitFor()
    await page.getByTestId('try-again').click()
    await connected(page)
    expect(await page.getByTestId('error').isVisible()).toBe(false)
  })

  it('says why a name is refused, does not try again, and lets nobody write', async () => {
    const page = await theatre.visit({ stage: { joinFailures: ['ERR_NAME_INVALID'] } })
    await page.getByTestId('error').getByText('The name of a room is refused.').waitFor()
    expect(await page.getByTestId('try-again').isVisible()).toBe(false)
    await page.getByTestId('composer-hint').waitFor()
    expect(await page.getByTestId('composer').count()).toBe(0)
  })

  it('leaves and joins when another room is named', async () => {
    const page = await theatre.visit()
    await connected(page)
    await page.evaluate((did) => scene.say(did, 'in the lobby'), ADA)
    await page.getByTestId('message').getByText('in the lobby').waitFor()
    await page.locator('ghost-chat').evaluate((element) => element.setAttribute('room', 'kitchen'))
    await page.getByRole('heading', { name: 'kitchen' }).waitFor()
    await expect
      .poll(() => page.evaluate(() => [scene.leaves, scene.joins.map(({ room }) => room)]))
      .toEqual([1, ['lobby', 'kitchen']])
  })

  it('leaves with its element, stays while the element is moved, and joins when it comes back', async () => {
    const page = await theatre.visit()
    await connected(page)
    const element = page.locator('ghost-chat')
    const counts = () => page.evaluate(() => [scene.joins.length, scene.leaves])
    await element.evaluate((moved) => {
      document.body.prepend(moved)
    })
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 20)))
    expect(await counts()).toEqual([1, 0])
    const kept = await element.evaluateHandle((leaving) => {
      leaving.remove()
      return leaving
    })
    await expect.poll(counts).toEqual([1, 1])
    await kept.evaluate((leaving) => {
      document.body.append(leaving)
    })
    await expect.poll(counts).toEqual([2, 1])
    await connected(page)
  })

  it('uses the chat of an app, and neither joins nor leaves it', async () => {
    const page = await theatre.visit({ chat: {} })
    await page.evaluate(async () => {
      const element = document.querySelector('ghost-chat')!
      // The stage is not a module of the page; what the element opened shows that it is the same.
      const listeners = new Map<string, (...values: unknown[]) => void>()
      const did = 'did:key:z6MkownownownownownownownownownownownownMe42'
      Object.assign(globalThis, { listeners })
      element.chat = {
        name: 'the app’s room',
        on: (name: string, listener: (...values: unknown[]) => void) => {
          listeners.set(name, listener)
          return () => listeners.delete(name)
        },
        users: () => [{ did, self: true, sessions: [], name: 'Mira' }],
        readers: () => 0,
        messages: () => [],
        directMessages: () => [],
        blockedUsers: () => [],
        typingUsers: () => [],
        requestBacklog: async () => [],
        connection: { state: 'direct', peers: [], clock: { offset: 0, source: 'own' } },
      } as unknown as NonNullable<typeof element.chat>
    })
    await page.getByRole('heading', { name: 'the app’s room' }).waitFor()
    await page.getByTestId('connection').getByText('Connected').waitFor()
    expect(
      await page.evaluate(
        () => (globalThis as unknown as { listeners: Map<string, unknown> }).listeners.size,
      ),
    ).toBeGreaterThan(3)
    await page.locator('ghost-chat').evaluate((element) => element.remove())
    await expect
      .poll(() =>
        page.evaluate(() => (globalThis as unknown as { listeners: Map<string, unknown> }).listeners.size),
      )
      .toBe(0)
  })

  it('shows itself before the network’s code has arrived', async () => {
    const page = await theatre.visit({ chat: {} })
    const { promise: held, resolve: release } = Promise.withResolvers<undefined>()
    await page.route('**/stage-*.js', async (route) => {
      await held
      await route.continue()
    })
    await page.reload()
    await page.locator('ghost-chat').evaluate((element) => {
      element.setAttribute('space', 'demo')
      element.setAttribute('room', 'lobby')
    })
    await page.getByTestId('connection').getByText('Connecting').waitFor()
    await page.getByTestId('composer').fill('written early')
    release(undefined)
    await connected(page)
    expect(await page.getByTestId('composer').inputValue()).toBe('written early')
  })
})

describe('the connection', () => {
  it('is told in words that change, and announced', async () => {
    const page = await theatre.visit()
    const words = page.getByTestId('connection')
    await words.getByText('Connected').waitFor()
    await page.evaluate(() => scene.connect('direct'))
    await words.getByText('Connected').waitFor()
    await page.evaluate(() => scene.connect('offline'))
    await words.getByText('Reconnecting…').waitFor()
    await page.getByTestId('error').getByText('Connection lost.').waitFor()
    await page
      .locator('ghost-chat [role=status]', { hasText: 'Reconnecting' })
      .first()
      .waitFor({ state: 'attached' })
    await page.evaluate(() => scene.connect('relayed'))
    await words.getByText('Connected').waitFor()
    expect(await page.getByTestId('error').isVisible()).toBe(false)
  })

  it('is explained in a panel that follows it, with the way to each person', async () => {
    const page = await theatre.visit()
    await connected(page)
    await page.evaluate((did) => {
      scene.enter(did, 'Ada')
      scene.connect('relayed', [{ did, path: 'relayed', rtt: 81.6 }], 1_240)
    }, ADA)
    await page.getByTestId('connection').click()
    const row = page.getByTestId('peers').locator(`tr[data-did="${ADA}"]`)
    await row.getByText('82 ms').waitFor()
    expect(await row.getAttribute('data-path')).toBe('relayed')
    await page.getByTestId('clock').getByText('set forward by 1.2 s to match the relay').waitFor()
    await page.getByTestId('connection-panel').getByText(theatre.origin).waitFor()
    await page.evaluate((did) => scene.connect('direct', [{ did, path: 'direct' }]), ADA)
    await row.getByText('not measured').waitFor()
    expect(await row.getAttribute('data-path')).toBe('direct')
    await page.keyboard.press('Escape')
    await expect
      .poll(() =>
        page.evaluate(() =>
          document.querySelector('ghost-chat')?.shadowRoot?.activeElement?.getAttribute('data-testid'),
        ),
      )
      .toBe('connection')
  })
})

describe('the people', () => {
  it('are counted and listed with their way, the readers apart', async () => {
    const page = await theatre.visit()
    await sayAsGuest(page, 'hello')
    const count = () => page.getByTestId('online-count').textContent()
    await expect.poll(count).toBe('1')
    await page.evaluate(
      ([ada, ben]) => {
        scene.enter(ben, 'Ben')
        scene.enter(ada, 'Ada')
        scene.connect('direct', [
          { did: ada, path: 'direct' },
          { did: ben, path: 'relayed' },
        ])
        scene.read(3)
      },
      [ADA, BEN] as const,
    )
    // Three who write, you among them, and three who read.
    await expect.poll(count).toBe('6')
    const rows = page.getByTestId('online-list').locator('li')
    await expect
      .poll(async () => (await rows.allInnerTexts()).map((row) => row.replaceAll(/\s+/g, ' ').trim()))
      .toEqual(['Mira ownownMe42 you', 'Ada aadaAda9xQ direct', 'Ben nbenBen7tK via relay'])
    await page.getByTestId('readers').getByText('3 people are reading').waitFor()
  })

  it('can be written to alone', async () => {
    const page = await theatre.visit()
    await sayAsGuest(page, 'hello')
    await page.evaluate((did) => scene.enter(did, 'Ada'), ADA)
    await page.getByTestId('online-list').locator(`li[data-did="${ADA}"] button`).click()
    await page.getByTestId('direct-button').click()
    await page.getByTestId('direct-mode').getByText('Ada').first().waitFor()
    await say(page, 'only you')
    await page.getByTestId('direct-mark').waitFor()
    expect(await page.evaluate(() => scene.sent.at(-1))).toEqual({ text: 'only you', to: ADA })
    // What is for one alone is not told to everybody while it is written.
    expect(await page.evaluate(() => scene.typed.includes(true))).toBe(false)
  })

  it('are blocked and shown again, from where they wrote', async () => {
    const page = await theatre.visit()
    await sayAsGuest(page, 'hello')
    await page.evaluate((did) => {
      scene.enter(did, 'Ada')
      scene.say(did, 'buy now')
    }, ADA)
    const said = page.getByTestId('message').getByText('buy now')
    await said.waitFor()
    await page.getByTestId('author-button').last().click()
    await page.getByTestId('block-button').getByText('Block').click()
    await said.waitFor({ state: 'detached' })
    await page.evaluate((did) => scene.say(did, 'buy more'), ADA)
    await page.getByTestId('online-list').getByText('blocked').waitFor()
    await page.getByTestId('online-list').locator(`li[data-did="${ADA}"] button`).click()
    await page.getByTestId('block-button').click()
    await said.waitFor()
    await page.getByTestId('message').getByText('buy more').waitFor()
  })

  it('change their names while they are here, and so do you', async () => {
    const page = await theatre.visit()
    await sayAsGuest(page, 'hello')
    await page.getByTestId('online-list').locator(`li[data-did="${OWN_DID}"] button`).click()
    await page.getByTestId('rename-input').fill('  Miriam ')
    await page.getByTestId('rename-button').click()
    await page.getByTestId('online-list').getByText('Miriam', { exact: true }).waitFor()
    expect(await page.evaluate(() => scene.renames)).toEqual(['Miriam'])
  })

  it('come and go in a line that names them, and do not in a crowd', async () => {
    const page = await theatre.visit()
    await connected(page)
    await page.evaluate(
      ([ada, ben]) => {
        scene.enter(ada, 'Ada')
        scene.enter(ben, '‮neB')
      },
      [ADA, BEN] as const,
    )
    // Those who turn up at once were here before: they are a number.
    await page.getByTestId('online-list').getByText('Ada', { exact: true }).waitFor()
    expect(await page.getByTestId('line').count()).toBe(1)
    await page.evaluate((did) => {
      for (let i = 0; i < 60; i++) scene.enter(`${did}${i}`)
      for (let i = 0; i < 60; i++) scene.exit(`${did}${i}`)
    }, ADA)
    await expect.poll(() => page.getByTestId('online-count').textContent()).toBe('3')
    expect(await page.getByTestId('line').count()).toBeLessThan(6)
  })

  it('are seen writing, and are told when you write', async () => {
    const page = await theatre.visit()
    await sayAsGuest(page, 'hello')
    await page.evaluate((did) => {
      scene.enter(did, 'Ada')
      scene.write(did)
    }, ADA)
    await page.getByTestId('typing').getByText('Ada').waitFor()
    await page.evaluate(() => scene.write())
    await page.getByTestId('typing').getByText('Ada').waitFor({ state: 'hidden' })
    await page.getByTestId('composer').pressSequentially('hm')
    await expect.poll(() => page.evaluate(() => scene.typed.at(-1))).toBe(true)
  })
})

describe('messages', () => {
  it('that fail are sent again, edited or thrown away', async () => {
    const page = await theatre.visit()
    await sayAsGuest(page, 'hello')
    await page.evaluate(() => (scene.sendFailures = ['ERR_OFFLINE', 'ERR_RATE_LIMITED', 'ERR_QUEUE_FULL']))
    await say(page, 'again')
    await page.getByTestId('send-error').getByText('there’s no connection').waitFor()
    await page.getByTestId('retry-button').click()
    await page.getByTestId('send-error').getByText('writing very fast').waitFor()
    await page.getByTestId('edit-button').click()
    expect(await page.getByTestId('composer').inputValue()).toBe('again')
    expect(await page.getByTestId('outgoing').count()).toBe(0)
    await page.getByTestId('composer').press('Enter')
    await page.getByTestId('send-error').getByText('waiting already').waitFor()
    await page.getByTestId('discard-button').click()
    await page.getByTestId('outgoing').waitFor({ state: 'detached' })
    expect(await page.evaluate(() => scene.sent.map(({ text }) => text))).toEqual(['hello'])
  })

  it('are shown once: while they are sent, once they are sent, and never twice', async () => {
    const page = await theatre.visit()
    await sayAsGuest(page, 'hello')
    await page.evaluate(() => (scene.hold = true))
    await say(page, 'same')
    await say(page, 'same')
    await expect.poll(() => page.getByTestId('outgoing').count()).toBe(2)
    await page.evaluate(() => scene.release())
    await expect.poll(() => page.getByTestId('outgoing').count()).toBe(0)
    await expect.poll(() => page.getByTestId('message').getByText('same', { exact: true }).count()).toBe(2)
    expect(await page.getByTestId('message').count()).toBe(3)
  })

  it('of before are asked for by themselves, once, and by the button', async () => {
    const backlog = [{ id: 'old.0', from: ADA, text: 'of before', timestamp: Date.now() - 60_000 }]
    const page = await theatre.visit({ stage: { backlog } })
    await connected(page)
    await page.evaluate((did) => scene.enter(did, 'Ada'), ADA)
    await page.getByTestId('message').getByText('of before').waitFor()
    expect(await page.evaluate(() => scene.backlogs)).toBe(1)
    await page.getByTestId('earlier-button').click()
    await page.getByText('No earlier messages.').waitFor()
    expect(await page.evaluate(() => scene.backlogs)).toBe(2)
    expect(await page.getByTestId('message').count()).toBe(1)
  })

  it('are marked where something turns out to be wrong with them', async () => {
    const page = await theatre.visit()
    await connected(page)
    await page.evaluate((did) => {
      scene.enter(did, 'Ada')
      scene.doubt(scene.say(did, 'one'), 'missing')
    }, ADA)
    await page.getByTestId('gap-mark').waitFor()
  })
})

describe('an app', () => {
  it('is told what happens', async () => {
    const page = await theatre.visit()
    await connected(page)
    await page.evaluate(() => {
      const told: string[] = []
      Object.assign(globalThis, { told })
      const note = (event: CustomEvent<object>): void =>
        void told.push(`${event.type} ${Object.keys(event.detail).join(' ')}`)
      document.addEventListener('ghost-message', note as EventListener)
      document.addEventListener('ghost-users', note as EventListener)
      document.addEventListener('ghost-connection', note as EventListener)
      document.addEventListener('ghost-signed-in', note as EventListener)
      document.addEventListener('ghost-error', note as EventListener)
      document.addEventListener('ghost-send', () => told.push('leaked'))
    })
    await sayAsGuest(page, 'hello')
    await page.evaluate((did) => {
      scene.enter(did, 'Ada')
      scene.connect('direct')
      scene.sendFailures = ['ERR_OFFLINE']
    }, ADA)
    await say(page, 'fails')
    await page.getByTestId('send-error').waitFor()
    const told = await page.evaluate(() => (globalThis as unknown as { told: string[] }).told)
    for (const name of [
      'ghost-message message',
      'ghost-users users',
      'ghost-connection connection',
      'ghost-signed-in did',
      'ghost-error error reason final',
    ]) {
      expect(told).toContain(name)
    }
    expect(told).not.toContain('leaked')
  })
})
