/**
 * Takes out of a module what has no effect in a member's node in a browser: log lines (nothing listens to the
 * log), counts for metrics (no node of ours has a `metrics`), protobuf's reading by pieces (nobody calls it), and
 * the bodies of functions that are named in `left-out.ts`.
 *
 * Works on the syntax tree and only cuts: what stays is what was written there, byte for byte.
 */
import { createHash } from 'node:crypto'
import ts from 'typescript'

/** A piece of the text and what comes in its place. */
interface Cut {
  readonly start: number
  readonly end: number
  readonly by: string
}

/** `this.log`, `connection.log.trace`, `log?.error`: a log line, where it is called for nothing else. */
const LOG = /^(?!Math\.|console\.)(?:.*[.#])?log(?:\??\.(?:error|trace))?$/s

/** `this.metrics?.sent.inc`: nothing is called, and no argument read, where there are no metrics. */
const METRICS = /(?:^|[.#])metrics\?\./

/** `options.onProgress?.()`: nothing of ours asks for progress. */
const PROGRESS = /(?:^|\.)onProgress$/

/** Called or not, with `new` or without. */
const ERROR = /(?:^|\.)[A-Z]\w*Error$/

const WORTH_READING = /Error\(|\blog\b|metrics\?\.|onProgress|streamMessage|\bclass\b/

/** What errors say, by what is said instead. */
export type Texts = Map<string, string>

/**
 * @param texts gets what the module's errors say; without it they say it themselves
 * @param leftOut functions and methods (`name`, or `Class.name`) that are not called, whose bodies go
 * @throws Error when one of them is not there: the module is no longer the one that was looked at
 */
export function trim(path: string, text: string, leftOut: readonly string[] = [], texts?: Texts): string {
  if (leftOut.length === 0 && !WORTH_READING.test(text)) return text
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS)
  const cuts: Cut[] = []
  const wanted = new Set(leftOut)

  const visit = (node: ts.Node): void => {
    const cut = bodyOf(node, wanted, source) ?? cutOf(node, source)
    if (cut !== null) {
      cuts.push(cut)
      return
    }
    const said = texts && errorText(node, source)
    if (said) cuts.push({ ...said, by: `'${markerOf(said.text, texts)}'` })
    ts.forEachChild(node, visit)
  }
  visit(source)
  cuts.push(...idleFields(source))
  if (wanted.size > 0) throw new Error(`${path} has no ${[...wanted].join(', ')}: look at it again.`)
  return applied(cuts, text)
}

/** The text of `new DialError('…')`, or of a template that works out nothing. */
function errorText(
  node: ts.Node,
  source: ts.SourceFile,
): { start: number; end: number; text: string } | null {
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return null
  const said = node.arguments?.[0]
  if (said === undefined || !ERROR.test(node.expression.getText(source))) return null
  if (!ts.isStringLiteralLike(said) && !ts.isTemplateExpression(said)) return null
  if (doesSomething(said)) return null
  const [start, end] = [said.getStart(source), said.end]
  const text = source.text.slice(start + 1, end - 1)
  return text.length < SHORT ? null : { start, end, text }
}

/** Texts that are hardly longer than a number. */
const SHORT = 8

/** Told by the text alone, as modules are read in no order. */
function markerOf(text: string, texts: Texts): string {
  const marker = `@error:${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
  texts.set(marker, text)
  return marker
}

/**
 * Numbers what is left of the texts: in place of each comes `E` and a number.
 * @returns the texts by those
 */
export function numbered(files: Map<string, string>, texts: Texts): Map<string, string> {
  const numbers = new Map<string, string>()
  for (const [name, text] of [...files].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const said = text.replace(/@error:[\da-f]{16}/g, (marker) => {
      const number = numbers.get(marker) ?? `E${numbers.size + 1}`
      numbers.set(marker, number)
      return number
    })
    files.set(name, said)
  }
  return new Map([...numbers].map(([marker, number]) => [number, texts.get(marker) ?? '']))
}

function cutOf(node: ts.Node, source: ts.SourceFile): Cut | null {
  const start = node.getStart(source)
  const end = node.end
  if (ts.isExpressionStatement(node)) {
    if (isForNothing(node.expression, source)) return { start, end, by: ';' }
    return isStreamSet(node.expression, source) ? { start, end, by: '' } : null
  }
  if (ts.isArrowFunction(node)) {
    const { body } = node
    if (ts.isBlock(body) || !isForNothing(body, source)) return null
    return { start: body.getStart(source), end: body.end, by: '{}' }
  }
  if (ts.isFunctionDeclaration(node) && node.name?.text === 'stream') {
    return /return streamMessage\(/.test(node.getText(source)) ? { start, end, by: '' } : null
  }
  if (ts.isCallExpression(node)) return unnamed(node, source) ?? unmeasured(node, source)
  return streamingPart(node, source)
}

/** `forComponent('libp2p:upgrader')`, `newScope('yamux')`: the names of logs. */
function unnamed({ expression, arguments: given }: ts.CallExpression, source: ts.SourceFile): Cut | null {
  const [name] = given
  if (
    name === undefined ||
    given.length > 1 ||
    !/\.(?:forComponent|newScope)$/.test(expression.getText(source))
  )
    return null
  return doesSomething(name) ? null : { start: name.getStart(source), end: name.end, by: '' }
}

/** `metrics?.traceFunction(…) ?? this.dial`, and the names of maps that metrics would count. */
function unmeasured({ expression, arguments: given }: ts.CallExpression, source: ts.SourceFile): Cut | null {
  const callee = expression.getText(source)
  if (/^(?:[\w.]+\.)?metrics\?\.\w+$/.test(callee)) {
    return { start: expression.getStart(source), end: expression.parent.end, by: 'undefined' }
  }
  const [init] = given
  if (init === undefined || !/^tracked(?:Peer)?Map$/.test(callee)) return null
  return { start: init.getStart(source), end: init.end, by: '{}' }
}

/** `Message.stream = stream`, beside the function that is cut. */
function isStreamSet(node: ts.Expression, source: ts.SourceFile): boolean {
  return (
    source.text.includes('streamMessage') && /^(?!this\.)\S+\.stream = stream$/.test(node.getText(source))
  )
}

/** The generator that protons writes as the third argument of `message(encode, decode, stream)`. */
function streamingPart(node: ts.Node, source: ts.SourceFile): Cut | null {
  if (!ts.isFunctionExpression(node) || node.asteriskToken === undefined) return null
  const call = node.parent
  if (!ts.isCallExpression(call) || call.expression.getText(source) !== 'message') return null
  const [, decode, stream] = call.arguments
  if (decode === undefined || stream !== node) return null
  // Keeps what the decoder needs cut of its own: nothing.
  return { start: decode.end, end: node.end, by: '' }
}

function isForNothing(expression: ts.Expression, source: ts.SourceFile): boolean {
  if (!ts.isCallExpression(expression)) return false
  const callee = expression.expression.getText(source)
  if (METRICS.test(callee)) return true
  if (PROGRESS.test(callee)) return expression.questionDotToken !== undefined
  return LOG.test(callee) && !expression.arguments.some(doesSomething)
}

/** What log lines call to be worked out, and what changes nothing. Another call keeps its line. */
const HARMLESS = /(?:^|\.)(?:toString|map|equals|now|Date|debugFrame)$/

/** Whether an argument of a log line may change something by being worked out. */
function doesSomething(node: ts.Node): boolean {
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    if (!HARMLESS.test(node.expression.getText())) return true
  }
  if (ts.isAwaitExpression(node) || ts.isYieldExpression(node) || ts.isDeleteExpression(node)) return true
  if (ts.isPostfixUnaryExpression(node)) return true
  if (ts.isPrefixUnaryExpression(node)) {
    const { operator } = node
    if (operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken) return true
  }
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken
    if (kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment) return true
  }
  return ts.forEachChild(node, doesSomething) ?? false
}

/**
 * Fields that a class only declares (`log;`) and whose constructor sets: as TypeScript writes them for engines that
 * have fields. In a class that extends another, only if the constructor sets them whatever happens.
 */
function idleFields(source: ts.SourceFile): Cut[] {
  const classes: ts.ClassLikeDeclaration[] = []
  const find = (node: ts.Node): void => {
    if (ts.isClassLike(node)) classes.push(node)
    ts.forEachChild(node, find)
  }
  find(source)
  return classes.flatMap((one) => {
    const isBase = one.heritageClauses === undefined
    const set = setAlways(one, source)
    return one.members
      .filter((member) => ts.isPropertyDeclaration(member))
      .filter(
        ({ name, initializer, modifiers }) =>
          ts.isIdentifier(name) && (initializer ?? modifiers) === undefined,
      )
      .filter(({ name }) => isBase || set.has(name.getText(source)))
      .map((member) => ({ start: member.getStart(source), end: member.end, by: '' }))
  })
}

/** The names of fields that a constructor sets by a statement of its own: `this.log = …`. */
function setAlways(one: ts.ClassLikeDeclaration, source: ts.SourceFile): Set<string> {
  const statements = one.members.find((member) => ts.isConstructorDeclaration(member))?.body?.statements ?? []
  return new Set(
    statements.flatMap((statement) => /^this\.(\w+) = /.exec(statement.getText(source))?.[1] ?? []),
  )
}

function bodyOf(node: ts.Node, wanted: Set<string>, source: ts.SourceFile): Cut | null {
  if (!ts.isFunctionDeclaration(node) && !ts.isMethodDeclaration(node)) return null
  const { body, name } = node
  if (body === undefined || name === undefined) return null
  const own = name.getText(source)
  const holder = ts.isClassDeclaration(node.parent) ? `${node.parent.name?.text ?? ''}.` : ''
  if (!wanted.delete(holder + own)) return null
  return { start: body.getStart(source), end: body.end, by: `{ throw new Error('${own}: left out') }` }
}

function applied(cuts: readonly Cut[], text: string): string {
  let out = ''
  let at = 0
  for (const { start, end, by } of cuts.toSorted((a, b) => a.start - b.start)) {
    if (start < at) continue // Within what was cut already.
    out += text.slice(at, start) + by
    at = end
  }
  return out + text.slice(at)
}
