/** The real page, from the real `npm start`, in Chromium processes with a profile each. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { castOfFile, untilHeard } from './cast.ts'
import { startPage, type PageProcess } from './page-process.ts'
import type { Stay } from './person-process.ts'
import { openProfile, PHONE, type Profile, type Tab } from './profile.ts'

/** For a machine that has other things to do. */
const SOON = { timeout: 20_000 }
vi.setConfig({ testTimeout: 60_000 })

/** The space that the page's rooms are in. */
const SPACE = 'ghost-chat'

const cast = castOfFile()
let server: PageProcess
const profiles: Profile[] = []
beforeAll(async () => {
  server = await startPage()
})
afterAll(async () => {
  await Promise.all(profiles.map((profile) => profile.close()))
  await server.kill()
})

async function profile(...options: Parameters<typeof openProfile>): Promise<Profile> {
  const opened = await openProfile(...options)
  profiles.push(opened)
  return opened
}

const problems = (): string[] => profiles.flatMap((opened) => opened.problems())

/** The text stands on every page, once. */
async function untilShown(text: string, ...tabs: readonly Tab[]): Promise<void> {
  for (const tab of tabs) await expect.poll(() => tab.message(text).count(), SOON).toBe(1)
}

describe('two profiles and a program', () => {
  let ada: Tab
  let ben: Tab
  let atNora: Stay
  let adas: Profile
  let bens: Profile
  beforeAll(async () => {
    ;[adas, bens] = await Promise.all([profile(), profile()])
    ada = await adas.enter(server.url, 'salon')
    ben = await bens.enter(server.url, 'salon')
  })
  afterEach(() => {
    expect(problems()).toEqual([])
  })

  test('two people read along unseen, and see each other once each has said something', async () => {
    for (const tab of [ada, ben]) {
      await tab.page.getByTestId('readers').getByText('You and 1 other are reading').waitFor()
      expect(await tab.people()).toEqual([])
    }
    await ada.introduce('Ada', 'good evening')
    await untilShown('good evening', ada, ben)
    for (const tab of [ada, ben]) await expect.poll(tab.people, SOON).toEqual(['Ada'])
    await ben.introduce('Ben', 'good evening to you')
    await untilShown('good evening to you', ada, ben)
    for (const tab of [ada, ben]) await expect.poll(tab.people, SOON).toEqual(['Ada', 'Ben'])
  })

  test('a reply stands with the message that it answers', async () => {
    await ada.say('who comes along?')
    await untilShown('who comes along?', ben)
    await ben.replyTo('who comes along?', 'I do')
    await untilShown('I do', ada, ben)
    for (const tab of [ada, ben])
      expect(await tab.message('I do').locator('.quote .quoted').innerText()).toBe('who comes along?')
  })

  test('a program in the same room talks with them', async () => {
    const nora = await cast.person(server.url, SPACE)
    atNora = await nora.join('salon', { name: 'Nora' })
    for (const tab of [ada, ben]) await expect.poll(tab.people, SOON).toEqual(['Ada', 'Ben', 'Nora'])
    const question = await atNora.send('do you see me?')
    await untilShown('do you see me?', ada, ben)
    await ada.replyTo('do you see me?', 'I see you')
    await untilHeard(atNora, ['I see you'])
    expect(atNora.heard().at(-1)).toMatchObject({ text: 'I see you', replyTo: question.id })
    const names = async () => (await atNora.users()).map(({ name }) => name).sort()
    await expect.poll(names, SOON).toEqual(['Ada', 'Ben', 'Nora'])
  })

  test('[SY5] who comes late is shown what was said before, and is gone with the tab', async () => {
    const late = await bens.enter(server.url, 'salon')
    await untilShown('good evening', late)
    await untilShown('I see you', late)
    const order = await late.page.getByTestId('message').locator('.text').allTextContents()
    expect(order).toEqual([
      'good evening',
      'good evening to you',
      'who comes along?',
      'I do',
      'do you see me?',
      'I see you',
    ])
    await late.introduce('Lea', 'sorry, I am late')
    await untilShown('sorry, I am late', ada, ben, late)
    await late.page.close()
    // Long before its lease would end.
    await expect.poll(ada.people, { timeout: 10_000 }).toEqual(['Ada', 'Ben', 'Nora'])
  })

  test('[GC4] the relay dies and comes back: what was said meanwhile is heard, and others come', async () => {
    expect(problems()).toEqual([])
    const { port } = server
    await server.kill()
    // At once by those who are linked directly by now, and by the rest when there is a relay again.
    await ada.say('does anybody hear me?')

    server = await startPage(port)
    const late = await bens.enter(server.url, 'salon')
    for (const tab of [ada, ben, late])
      await expect.poll(tab.people, SOON).toEqual(expect.arrayContaining(['Ada', 'Ben', 'Nora']))
    await untilShown('does anybody hear me?', ada, ben)
    await untilHeard(atNora, ['does anybody hear me?'])
    await late.introduce('Lea', 'I hear you')
    for (const tab of [ada, ben, late])
      await expect.poll(tab.people, SOON).toEqual(expect.arrayContaining(['Ada', 'Ben', 'Lea', 'Nora']))
    await untilShown('I hear you', ada, ben)
    await untilHeard(atNora, ['I hear you'])
    expect(await ada.page.getByTestId('error').isHidden()).toBe(true)
    // A browser writes down every request that nobody answered. Nothing else may have gone wrong.
    expect(
      problems().filter(
        (text) => !/^Failed to load resource: net::ERR_|^WebSocket connection to /.test(text),
      ),
    ).toEqual([])
  }, 240_000)
})

test('two people at their phones see each other, and talk both ways', async () => {
  const [adas, bens] = await Promise.all([profile(PHONE), profile(PHONE)])
  const ada = await adas.enter(server.url, 'pocket')
  const ben = await bens.enter(server.url, 'pocket')
  await ada.introduce('Ada', 'hello')
  await ben.introduce('Ben', 'hello, too')
  for (const { page } of [ada, ben])
    await expect.poll(() => page.getByTestId('online-count').innerText(), SOON).toBe('2')
  await ada.page.getByTestId('people-button').tap()
  await ada.page.getByTestId('online-list').getByText('Ben').waitFor()
  await ada.page.getByRole('button', { name: 'Close the list of people' }).tap()

  await ada.say('where are you?')
  await untilShown('where are you?', ben)
  await ben.replyTo('where are you?', 'on the bus')
  await untilShown('on the bus', ada)
  expect(await ada.message('on the bus').locator('.quoted').innerText()).toBe('where are you?')
  for (const { page } of [ada, ben])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  expect(problems()).toEqual([])
})
