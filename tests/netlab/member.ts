/**
 * One member in a process of its own, in whatever network it was started. Joins a room, writes what happens to its
 * stdout, and does what the lines on its stdin say: a line is one JSON object. It leaves when its stdin ends.
 */
import { createInterface } from 'node:readline'
import { openSpace, type Connection } from 'ghost-chat'
// What is measured is not the loading of code.
import 'ghost-chat/network/libp2p'

export interface MemberInit {
  readonly relays: readonly string[]
}

/** What is asked of a member, each with a number of its own for the answer. */
export type Ask = { readonly n: number } & (
  { readonly do: 'say'; readonly text: string } | { readonly do: 'texts' | 'users' }
)

/** What a member tells. `at` is milliseconds since 1970, with a fraction; all members of a run share one clock. */
export type Told = { readonly at: number } & (
  | { readonly event: 'opening' }
  | { readonly event: 'joined' }
  | { readonly event: 'connection'; readonly connection: Connection }
  | { readonly event: 'message'; readonly text: string; readonly isOwn: boolean }
  | { readonly event: 'user-joined'; readonly did: string }
  | { readonly event: 'user-left'; readonly did: string }
  | { readonly event: 'answer'; readonly n: number; readonly ok: readonly string[] }
  | { readonly event: 'refusal'; readonly n: number; readonly error: string }
)

// Without this, a mapped type would keep the union's common members only.
type Untimed<T> = T extends unknown ? Omit<T, 'at'> : never

function tell(told: Untimed<Told>): void {
  process.stdout.write(`${JSON.stringify({ at: performance.timeOrigin + performance.now(), ...told })}\n`)
}

for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
  process.on(event, (error: unknown) => {
    process.stderr.write(`${event}: ${error instanceof Error ? String(error.stack) : String(error)}\n`)
    process.exit(70)
  })
}

const { relays } = JSON.parse(process.argv[2] ?? '{}') as MemberInit
tell({ event: 'opening' })
const space = await openSpace('lab', { relays })
let greeted = 0
const chat = await space.joinChat('lobby', { flood: false, timeout: 60_000, sendTimeout: 120_000 })
chat.on('connection', (connection) => tell({ event: 'connection', connection }))
chat.on('message', (from, { text }) => tell({ event: 'message', text, isOwn: from === space.did }))
chat.on('user-left', (did) => tell({ event: 'user-left', did }))
chat.on('user-joined', (did) => {
  tell({ event: 'user-joined', did })
  // The one who was here first greets whoever comes: what a newcomer sees first.
  chat.send(`welcome ${did.slice(-8)}, the ${++greeted}th`).catch(() => undefined)
})
tell({ event: 'joined' })
tell({ event: 'connection', connection: chat.connection })

async function perform(ask: Ask): Promise<readonly string[]> {
  switch (ask.do) {
    case 'say':
      await chat.send(ask.text)
      return []
    case 'texts':
      return chat.messages().map(({ text }) => text)
    case 'users':
      return chat.onlineUsers()
  }
}

const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => {
  const ask = JSON.parse(line) as Ask
  perform(ask).then(
    (ok) => tell({ event: 'answer', n: ask.n, ok }),
    (error: unknown) => tell({ event: 'refusal', n: ask.n, error: String(error) }),
  )
})
lines.on('close', () => {
  void space.close()
})
