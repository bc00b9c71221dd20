/** One example of the documentation, ready to be compiled as a module of its own. */
export interface Example {
  /** Where it begins, as `docs/API.md:12`. */
  at: string
  code: string
  /** Whether there are JSX elements in it. @default false */
  tsx?: true
}

/** A fence that says it need not compile. */
export interface Ignored {
  at: string
  /** Why, as it says itself; empty where it gives no reason. */
  reason: string
}

export interface Found {
  examples: Example[]
  ignored: Ignored[]
}

const opening = /^(\s*)```(ts|typescript|tsx)(?:\s+(.*))?$/

/**
 * Finds the TypeScript fences of a Markdown page.
 *
 * - ```` ```ts ```` or ```` ```tsx ```` stands alone: it brings its own imports.
 * - ```` ```ts continued ```` goes on where the page's previous example stopped, and is compiled after it.
 * - ```` ```ts ignore: reason ```` is not compiled.
 */
export function examplesOfMarkdown(file: string, text: string): Found {
  const found: Found = { examples: [], ignored: [] }
  const lines = text.split('\n')
  let previous: Pick<Example, 'code' | 'tsx'> = { code: '' }
  for (let index = 0; index < lines.length; index++) {
    const fence = opening.exec(lines[index] ?? '')
    if (fence === null) continue
    const [, indent = '', language, info = ''] = fence
    const at = `${file}:${index + 1}`
    const code: string[] = []
    for (index++; index < lines.length && lines[index]?.trim() !== '```'; index++) {
      code.push((lines[index] ?? '').replace(indent, ''))
    }
    const ignore = /^ignore\b:?\s*(.*)$/.exec(info)
    if (ignore !== null) {
      found.ignored.push({ at, reason: ignore[1] ?? '' })
      continue
    }
    const own = code.join('\n')
    const isTsx = language === 'tsx' || (info === 'continued' && previous.tsx === true)
    previous = {
      code: info === 'continued' ? `${previous.code}\n${own}` : own,
      ...(isTsx ? { tsx: true } : {}),
    }
    found.examples.push({ at, ...previous })
  }
  return found
}

/** Finds the `@example` blocks of a source file; what they hold is code, within a fence or without. */
export function examplesOfSource(file: string, text: string): Found {
  const found: Found = { examples: [], ignored: [] }
  for (const comment of text.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
    const firstLine = text.slice(0, comment.index).split('\n').length
    const lines = comment[0]
      .split('\n')
      .map((line) => line.replace(/^\s*\*\/?\s?/, '').replace(/\s*\*\/$/, ''))
    lines.forEach((line, index) => {
      if (!/^(?:\/\*\*\s*)?@example\b/.test(line)) return
      const end = lines.findIndex((later, at) => at > index && later.startsWith('@'))
      const body = lines.slice(index + 1, end === -1 ? undefined : end)
      const at = `${file}:${firstLine + index}`
      if (body.some((within) => opening.test(within))) {
        const fenced = examplesOfMarkdown(file, body.join('\n'))
        found.examples.push(...fenced.examples.map((example) => ({ ...example, at })))
        found.ignored.push(...fenced.ignored.map(({ reason }) => ({ at, reason })))
      } else {
        found.examples.push({ at, code: body.join('\n') })
      }
    })
  }
  return found
}
