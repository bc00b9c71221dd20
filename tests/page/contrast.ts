import type { Page } from 'playwright-core'

/** WCAG 2.2, 1.4.3: text needs 4.5 to 1 against what is behind it. Returns what has less. */
export function contrastFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    type Colour = readonly [red: number, green: number, blue: number, alpha: number]

    const colourOf = (css: string): Colour => {
      const [red = 0, green = 0, blue = 0, alpha = 1] = (css.match(/[\d.]+/g) ?? []).map(Number)
      return [red, green, blue, alpha]
    }
    // WCAG's relative luminance.
    const luminance = (colour: Colour): number => {
      const [red = 0, green = 0, blue = 0] = colour.slice(0, 3).map((value) => {
        const part = value / 255
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    const behind = (element: Element): Colour => {
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        const colour = colourOf(getComputedStyle(at).backgroundColor)
        if (colour[3] === 1) return colour
      }
      return [255, 255, 255, 1]
    }

    const faults: string[] = []
    for (const element of document.querySelectorAll('#app *')) {
      const words = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
      )
      if (!words || !element.checkVisibility()) continue
      const ground = luminance(behind(element))
      const ink = luminance(colourOf(getComputedStyle(element).color))
      const ratio = (Math.max(ground, ink) + 0.05) / (Math.min(ground, ink) + 0.05)
      if (ratio < 4.5) faults.push(`${element.className || element.tagName}: ${ratio.toFixed(2)}`)
    }
    return faults
  })
}
