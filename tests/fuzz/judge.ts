/**
 * Hostile inputs, one after another, through what a relay does with every frame: none may throw, none may be
 * accepted that is not what its signer wrote, none may take long.
 */
import { createVerifier, judgeFrame, type FrameJudgement } from 'ghost-chat/identity'
import { CORPUS, NOW, TOPIC, TYP } from './corpus.ts'
import { inputOf, type Input } from './mutate.ts'

/** Milliseconds of processor time that one input may take. */
export const LIMIT = 5

export interface Failure {
  readonly index: number
  readonly why: string
  readonly input: Input
}

export interface Findings {
  readonly judged: number
  /** How often each verdict was given. */
  readonly verdicts: Readonly<Record<string, number>>
  /** The slowest input, at its best of several times. */
  readonly slowest: { readonly index: number; readonly ms: number }
  readonly failures: readonly Failure[]
}

export interface Run {
  readonly seed: number
  readonly from: number
  readonly count: number
  readonly onProgress?: (done: number) => void
}

/** Failures after which there is no point in going on. */
const MANY = 10
/** What takes longer than this (ms) by the clock is timed again, so that the slowest input is slow and not unlucky. */
const SUSPECT = 1
const TIMES = 20

export async function judgeInputs({ seed, from, count, onProgress }: Run): Promise<Findings> {
  const verifier = createVerifier()
  const judge = (frame: Uint8Array): Promise<FrameJudgement> => judgeFrame(frame, TOPIC, NOW, verifier)
  const verdicts: Record<string, number> = {}
  const failures: Failure[] = []
  let slowest = { index: from, ms: 0 }

  // Keys are imported and code is compiled once; that is no input's fault.
  for (const { text } of CORPUS) {
    const { verdict, code } = await judge(Buffer.from(text))
    if (verdict !== 'accept') throw new Error(`an original is refused as ${code}: ${text}`)
  }

  let index = from
  for (; index < from + count && failures.length < MANY; index++) {
    const input = inputOf(seed, index)
    const start = performance.now()
    let judgement: FrameJudgement
    try {
      judgement = await judge(input.frame)
    } catch (error) {
      failures.push({ index, input, why: `it throws ${String(error)}` })
      continue
    }
    let ms = performance.now() - start
    if (ms > SUSPECT) ms = await best(() => judge(input.frame))
    if (ms > slowest.ms) slowest = { index, ms }
    if (ms > LIMIT) failures.push({ index, input, why: `it takes ${ms.toFixed(1)} ms` })
    const key = `${judgement.verdict}: ${judgement.code}`
    verdicts[key] = (verdicts[key] ?? 0) + 1
    const wrong = judgement.verdict === 'accept' ? whyNotAccept(input) : undefined
    if (wrong !== undefined) failures.push({ index, input, why: `it is accepted, though ${wrong}` })
    if ((index - from + 1) % 50_000 === 0) onProgress?.(index - from + 1)
  }
  return { judged: index - from, verdicts, slowest, failures }
}

/**
 * The least processor time of several tries: what a busy machine takes from this process, or a collection of garbage
 * that was due, is no property of the input.
 */
async function best(work: () => Promise<unknown>): Promise<number> {
  let ms = Infinity
  for (let time = 0; time < TIMES && ms > SUSPECT; time++) {
    const before = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(before)
    ms = Math.min(ms, (user + system) / 1000)
  }
  return ms
}

/** An accepted input is the original, or was signed anew and says what an envelope of this room says. */
function whyNotAccept({ original, resigned, frame }: Input): string | undefined {
  const text = Buffer.from(frame).toString('latin1')
  if (text === original.text || CORPUS.some((one) => one.text === text)) return undefined
  if (!resigned) return 'it is not what was signed'
  const [header, payload] = text
    .split('.', 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>)
  const { did, alg } = original.signer
  if (header?.['alg'] !== alg || header['typ'] !== TYP) return 'its header is not ours'
  if (payload?.['iss'] !== did || payload['aud'] !== TOPIC) return 'it is of another DID or room'
  const [iat, exp] = [Number(payload['iat']), Number(payload['exp'])]
  if (Math.abs(iat * 1000 - NOW) > 60_000 || exp * 1000 <= NOW) return 'it is of another time'
  return undefined
}
