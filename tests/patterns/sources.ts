/** Every regular expression of the interfaces, read from their sources: a new one cannot be forgotten. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const ROOT = join(import.meta.dirname, '../..')

/** What shows people what others wrote: the element, its React component, the page and the terminal. */
const INTERFACES = ['packages/element/src/**/*.ts', 'packages/react/src/**/*.ts', 'apps/*/src/**/*.ts']

export interface Pattern {
  readonly file: string
  readonly pattern: RegExp
}

export interface Found {
  readonly files: number
  readonly patterns: readonly Pattern[]
  /** Where one is made of a text: such a pattern cannot be read from the source. */
  readonly constructed: readonly string[]
}

export function patternsOfInterfaces(): Found {
  const files = INTERFACES.flatMap((glob) => globSync(glob, { cwd: ROOT })).sort()
  const patterns: Pattern[] = []
  const constructed: string[] = []
  for (const file of files) {
    const text = readFileSync(join(ROOT, file), 'utf8')
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) patterns.push({ file, pattern: ofLiteral(node.text) })
      else if (ts.isIdentifier(node) && node.text === 'RegExp' && !ts.isTypeReferenceNode(node.parent)) {
        constructed.push(`${file}: ${node.parent.getText()}`)
      }
      ts.forEachChild(node, visit)
    }
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true))
  }
  return { files: files.length, patterns, constructed }
}

function ofLiteral(literal: string): RegExp {
  const end = literal.lastIndexOf('/')
  return new RegExp(literal.slice(1, end), literal.slice(end + 1))
}
