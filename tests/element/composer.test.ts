/** Where one writes. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from 'ghost-chat'
import { MOST_BYTES, sizeOf } from '../../packages/element/src/conversation/compose/size.ts'
import {
  afterEscape,
  directTo,
  EVERYBODY,
  replyingTo,
  withoutDirect,
  withoutReply,
} from '../../packages/element/src/conversation/compose/target.ts'
import type { MessageEntry } from '../../packages/element/src/model.ts'
import { ADA, BEN, openTheatre, SELF, type Theatre } from './conversation-theatre.ts'

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre()
})
afterAll(() => theatre.close())
afterEach(() => {
  expect(theatre.problems()).toEqual([])
})

const visit = async (): Promise<Page> => {
  const page = await theatre.visit()
  await page.evaluate(([ada, ben]) => talk.people({ [ada]: { name: 'Ada' }, [ben]: { name: 'Ben' } }), [
    ADA,
    BEN,
  ] as const)
  await page.evaluate(
    ([ada, self]) =>
      talk.show([
        { key: 'open', from: ada, text: 'to all' },
        { key: 'secret', from: ada, to: self, text: 'to you' },
      ]),
    [ADA, SELF] as const,
  )
  return page
}

const area = (page: Page) => page.getByTestId('composer')

const sent = (page: Page): Promise<{ text: string; to?: string; replyTo?: { key: string } }[]> =>
  page.evaluate(() => talk.heard.filter(({ name }) => name === 'send').map(({ detail }) => detail as never))

const isFocused = (page: Page): Promise<boolean> => area(page).evaluate((field) => field.matches(':focus'))

const reply = async (page: Page, key: string): Promise<void> => {
  const message = page.locator(`[data-id=id-${key}]`)
  await message.hover()
  await message.getByTestId('reply-button').click()
}

describe('Enter', () => {
  it('sends what is written, with its lines, and empties the field', async () => {
    const page = await visit()
    await area(page).click()
    await page.keyboard.type('one')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('two')
    await page.keyboard.press('Enter')
    expect(await sent(page)).toEqual([{ text: 'one\ntwo' }])
    await expect.poll(() => area(page).inputValue()).toBe('')
    expect(await isFocused(page)).toBe(true)
  })

  it('sends nothing where there is nothing', async () => {
    const page = await visit()
    await area(page).fill(' \n ')
    await page.keyboard.press('Enter')
    await page.getByTestId('send-button').click()
    expect(await sent(page)).toEqual([])
    expect(await area(page).inputValue()).toBe(' \n ')
  })

  it('belongs to the input method while it composes a character', async () => {
    const page = await visit()
    await area(page).fill('にほ')
    await area(page).evaluate((field) => {
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }))
      // What Safari tells of the key that ended a composition.
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true }))
    })
    expect(await sent(page)).toEqual([])
  })
})

describe('the field', () => {
  it('grows with what is written, up to a height', async () => {
    const page = await visit()
    const height = async () => (await area(page).boundingBox())!.height
    const one = await height()
    await area(page).fill('a\nb\nc')
    await expect.poll(height).toBeGreaterThan(one + 40)
    await area(page).fill('a\n'.repeat(100))
    await expect.poll(height).toBeLessThanOrEqual(241)
    await area(page).fill('')
    await expect.poll(height).toBe(one)
  })

  it('begins with the draft it is given, and tells of every change', async () => {
    const page = await visit()
    await page.evaluate(async () => {
      await talk.begin()
      const fresh = document.createElement('ghost-conversation')
      fresh.draft = 'half a thou'
      talk.element.replaceWith(fresh)
      await fresh.updateComplete
    })
    await expect.poll(() => area(page).inputValue()).toBe('half a thou')
    await area(page).press('End')
    await page.keyboard.type('g')
    const drafts = await page.evaluate(() => talk.heard.filter(({ name }) => name === 'draft'))
    expect(drafts.at(-1)?.detail).toBe('half a thoug')
  })

  it('takes back what was not sent, above what has been written since', async () => {
    const page = await visit()
    await area(page).fill('since')
    await page.evaluate((to) => {
      talk.element.restore({ text: 'before', to: to as never })
    }, ADA)
    await expect.poll(() => area(page).inputValue()).toBe('before\nsince')
    await page.getByTestId('direct-mode').getByText('Ada', { exact: true }).waitFor()
  })

  it('counts characters only when few are left, and keeps what is too long', async () => {
    const page = await visit()
    const note = page.getByTestId('composer-note')
    await area(page).fill('ü'.repeat(3_000))
    expect(await note.textContent()).toBe('')
    await area(page).fill('ü'.repeat(4_090))
    await note.getByText('6 characters left').waitFor()
    await area(page).fill('ü'.repeat(4_097))
    await note.getByText('Too long: remove about 1 character').waitFor()
    await page.keyboard.press('Enter')
    expect(await sent(page)).toEqual([])
  })

  it.each([
    ['a picture', 'image/png', 'Pictures can’t be sent here yet.'],
    ['a file', 'application/pdf', 'Files can’t be sent here yet.'],
  ])('says that %s cannot be sent, pasted or dropped', async (_what, type, words) => {
    const page = await visit()
    const note = page.getByTestId('composer-note')
    const give = (selector: string, event: string, text = '') =>
      page.evaluate(
        ({ selector: at, event: name, type: kind, text: plain }) => {
          const data = new DataTransfer()
          data.items.add(new File(['x'], 'x', { type: kind }))
          if (plain !== '') data.setData('text/plain', plain)
          const init = { bubbles: true, cancelable: true, composed: true }
          const made =
            name === 'paste'
              ? new ClipboardEvent(name, { ...init, clipboardData: data })
              : new DragEvent(name, { ...init, dataTransfer: data })
          const { renderRoot } = talk.element
          const roots = ['ghost-messages', 'ghost-composer'].map(
            (part) => renderRoot.querySelector<HTMLElement & { renderRoot: ParentNode }>(part)!.renderRoot,
          )
          const target = roots.map((root) => root.querySelector(at)).find((found) => found !== null)
          return target?.dispatchEvent(made)
        },
        { selector, event, type, text },
      )
    expect(await give('textarea', 'paste')).toBe(false)
    await note.getByText(words).waitFor()
    await area(page).pressSequentially('x')
    await expect.poll(() => note.textContent()).toBe('')
    // Else the browser would open it in place of the page.
    expect(await give('.scroller', 'dragover')).toBe(false)
    expect(await give('.scroller', 'drop')).toBe(false)
    await note.getByText(words).waitFor()
    // A spreadsheet's cells are text beside their picture.
    expect(await give('textarea', 'paste', 'cells')).toBe(true)
  })

  it('takes text that is dropped', async () => {
    const page = await visit()
    const taken = await page.evaluate(() => {
      const data = new DataTransfer()
      data.setData('text/plain', 'words')
      const init = { bubbles: true, cancelable: true, composed: true, dataTransfer: data }
      return talk.element.dispatchEvent(new DragEvent('dragover', init))
    })
    expect(taken).toBe(true)
  })

  it('names the room, or the person to whom one writes privately', async () => {
    const page = await visit()
    expect(await area(page).getAttribute('placeholder')).toBe('Message')
    await page.evaluate(() => (talk.element.room = 'lobby'))
    await expect.poll(() => area(page).getAttribute('placeholder')).toBe('Message #lobby')
    await page.evaluate((did) => talk.element.direct(did as never), ADA)
    await expect.poll(() => area(page).getAttribute('placeholder')).toBe('Message Ada privately')
  })

  it('makes room for a hint where one cannot write', async () => {
    const page = await visit()
    await page.evaluate(() => {
      talk.element.canWrite = false
      return talk.settled()
    })
    expect(await area(page).count()).toBe(0)
    await page.getByText('You can’t write here now.').waitFor()
    expect(await page.getByTestId('reply-button').count()).toBe(0)
  })
})

describe('a reply', () => {
  it('shows what it answers, is given once, and goes along', async () => {
    const page = await visit()
    await reply(page, 'open')
    await page.getByTestId('reply-preview').getByText('to all').waitFor()
    await page.keyboard.type('yes')
    await page.keyboard.press('Enter')
    expect(await sent(page)).toMatchObject([{ text: 'yes', replyTo: { key: 'open' } }])
    expect(await page.getByTestId('reply-preview').count()).toBe(0)
  })

  it.each(['Escape', 'the button'])('is given up with %s', async (how) => {
    const page = await visit()
    await reply(page, 'open')
    if (how === 'Escape') await page.keyboard.press('Escape')
    else await page.getByTestId('cancel-reply').click()
    await page.getByTestId('reply-preview').waitFor({ state: 'detached' })
    expect(await isFocused(page)).toBe(true)
  })

  it('to a direct message goes to its author alone', async () => {
    const page = await visit()
    await reply(page, 'secret')
    await page.getByTestId('direct-mode').getByText('Ada', { exact: true }).waitFor()
    await page.keyboard.type('between us')
    await page.keyboard.press('Enter')
    expect(await sent(page)).toMatchObject([{ text: 'between us', to: ADA, replyTo: { key: 'secret' } }])
  })
})

describe('to one person alone', () => {
  it('says so, stays so, and ends with Escape', async () => {
    const page = await visit()
    await page.evaluate((did) => {
      talk.element.direct(did as never)
    }, BEN)
    await page.getByTestId('direct-mode').getByText('Ben', { exact: true }).waitFor()
    expect(await area(page).getAttribute('aria-label')).toBe('Message Ben privately')
    for (const text of ['one', 'two']) {
      await page.keyboard.type(text)
      await page.keyboard.press('Enter')
    }
    await page.keyboard.press('Escape')
    await page.getByTestId('direct-mode').waitFor({ state: 'detached' })
    await page.keyboard.type('three')
    await page.keyboard.press('Enter')
    expect(await sent(page)).toEqual([{ text: 'one', to: BEN }, { text: 'two', to: BEN }, { text: 'three' }])
  })
})

describe('that one writes', () => {
  it('is said at once, not with every letter, and no longer when it is sent', async () => {
    const page = await visit()
    const said = () =>
      page.evaluate(() => talk.heard.filter(({ name }) => name === 'typing').map(({ detail }) => detail))
    await area(page).click()
    await page.keyboard.type('hello')
    expect(await said()).toEqual([true])
    await page.keyboard.press('Enter')
    expect(await said()).toEqual([true, false])
    await page.keyboard.type('x')
    await page.keyboard.press('Backspace')
    expect(await said()).toEqual([true, false, true, false])
  })
})

describe('whom it is for', () => {
  const entry = (from: string, to?: string): MessageEntry =>
    ({ kind: 'message', key: from, from, ...(to === undefined ? {} : { to }) }) as unknown as MessageEntry
  const did = (text: string) => text as MessageEntry['from']
  const me = did(SELF)
  const open = entry(ADA)
  const toMe = entry(ADA, SELF)
  const mine = entry(SELF, ADA)

  it('is the two people of a direct message that is answered, whoever wrote it', () => {
    expect(replyingTo(EVERYBODY, toMe, me)).toEqual({ replyTo: toMe, to: ADA })
    expect(replyingTo({ to: did(BEN) }, mine, me)).toEqual({ replyTo: mine, to: ADA })
    expect(replyingTo({ to: did(BEN) }, open, me)).toEqual({ replyTo: open, to: BEN })
  })

  it('is never somebody else than those two', () => {
    expect(directTo({ replyTo: toMe, to: did(ADA) }, did(BEN), me)).toEqual({ to: BEN })
    expect(directTo({ replyTo: open }, did(BEN), me)).toEqual({ replyTo: open, to: BEN })
    expect(withoutDirect({ replyTo: toMe, to: did(ADA) })).toEqual({})
    expect(withoutDirect({ replyTo: open, to: did(ADA) })).toEqual({ replyTo: open })
  })

  it('is given up after the reply', () => {
    const both = { replyTo: open, to: did(BEN) }
    expect(afterEscape(both)).toEqual({ to: BEN })
    expect(afterEscape(afterEscape(both))).toEqual({})
    expect(withoutReply({ replyTo: open })).toEqual({})
  })
})

describe('the size', () => {
  it('is the one that the room allows', () => {
    expect(MOST_BYTES).toBe(LIMITS.messageBytes)
  })

  it.each([
    ['a'.repeat(7_679), false, ''],
    ['a'.repeat(7_681), false, '511 characters left'],
    ['a'.repeat(8_191), false, '1 character left'],
    ['a'.repeat(8_192), false, '0 characters left'],
    ['a'.repeat(8_193), true, 'Too long: remove about 1 character'],
    ['🎉'.repeat(2_040), false, '8 characters left'],
    ['🎉'.repeat(2_049), true, 'Too long: remove about 1 character'],
    ['a'.repeat(8_300), true, 'Too long: remove about 108 characters'],
    [`${'ü'.repeat(4_000)}${'a'.repeat(300)}`, true, 'Too long: remove about 108 characters'],
    ['👩‍🚀'.repeat(1_000), true, 'Too long: remove about 256 characters'],
    ['a'.repeat(100_000), true, 'Too long: remove about 91,808 characters'],
  ])('of a text is told when it is near', (text, over, words) => {
    expect(sizeOf(text)).toEqual({ over, words })
  })
})
