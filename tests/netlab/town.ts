/**
 * The lab's network: a public segment with servers, and homes behind routers that translate addresses.
 *
 * ```
 *   relay1 .10   relay2 .11   turn .20 .21
 *      |            |            |
 *   ---+------------+------------+--- 203.0.113.0/24, "public" ---+---
 *          |                  |                       |
 *       router a .2        router b .3             router m .4
 *          |                  |                       |
 *    192.168.1.0/24     192.168.1.0/24           100.64.0.0/16
 *      a1 .11 a2 .12      b1 .11 b2 .12           nobody yet: a mobile network
 * ```
 */
import type { Namespaces, Process } from './namespaces.ts'
import { startWire } from './wire.ts'

/**
 * What a router does with ports. `cone`: one outer port for each inner one, whomever it speaks to, and only those
 * that were spoken to may answer (port-restricted). `symmetric`: another outer port for everybody it speaks to.
 */
export type Nat = 'cone' | 'symmetric'

/** A long line: delay and its spread in milliseconds, loss in per cent; each way. */
export interface Line {
  readonly delay: number
  readonly jitter: number
  readonly loss: number
}

export interface TownOptions {
  readonly a?: Nat
  readonly b?: Nat
  /** Whether the routers let UDP through. @default true */
  readonly udp?: boolean
  /** What is between router a and the public segment. @default a short cable */
  readonly line?: Line
}

export type Host = 'a1' | 'a2' | 'b1' | 'b2'
export type Router = 'a' | 'b' | 'm'

export const ADDRESS = Object.freeze({
  internet: '203.0.113.1',
  relay1: '203.0.113.10',
  relay2: '203.0.113.11',
  /** Two addresses of one server, so that a router can count what goes over TURN. */
  stun: '203.0.113.20',
  turn: '203.0.113.21',
  routers: { a: '203.0.113.2', b: '203.0.113.3', m: '203.0.113.4' },
})

const PUBLIC = 'public'

/** UDP packets that left a home, or would have if UDP were let through, by whom they were for. */
export interface Sent {
  /** To the TURN server. */
  readonly turn: number
  /** To other homes. */
  readonly homes: number
  /** To anybody. */
  readonly all: number
}

export class Town {
  readonly #spaces: Namespaces
  readonly #wires: Process[] = []

  private constructor(spaces: Namespaces) {
    this.#spaces = spaces
  }

  static async build(spaces: Namespaces, options: TownOptions = {}): Promise<Town> {
    const town = new Town(spaces)
    const { a = 'cone', b = 'cone', udp = true, line } = options
    spaces.add(PUBLIC)
    // The rest of the Internet: takes whatever is for nobody here, and does not answer.
    spaces.ip(
      PUBLIC,
      'link add br0 type bridge',
      'link set br0 up',
      `addr add ${ADDRESS.internet}/24 dev br0`,
    )
    for (const server of ['relay1', 'relay2', 'turn'] as const) town.#server(server)
    spaces.ip('turn', `addr add ${ADDRESS.stun}/24 dev eth0`)
    await town.#router('a', a, '192.168.1.1/24', udp, line)
    await town.#router('b', b, '192.168.1.1/24', udp)
    await town.#router('m', 'symmetric', '100.64.0.1/16', udp)
    town.#host('a1', 'a', '192.168.1.11/24', '192.168.1.1')
    town.#host('a2', 'a', '192.168.1.12/24', '192.168.1.1')
    town.#host('b1', 'b', '192.168.1.11/24', '192.168.1.1')
    town.#host('b2', 'b', '192.168.1.12/24', '192.168.1.1')
    return town
  }

  /** What a home's router let out. */
  sent(router: Router): Sent {
    const said = this.#spaces.shell(`router-${router}`, 'nft -j list counters')
    const { nftables } = JSON.parse(said) as {
      nftables: readonly { counter?: { name: string; packets: number } }[]
    }
    const count = (name: string): number =>
      nftables.find(({ counter }) => counter?.name === name)?.counter?.packets ?? 0
    return { turn: count('to_turn'), homes: count('to_homes'), all: count('udp_out') }
  }

  /** Cuts a home off, or connects it again. Its hosts are not told: their own cable stays in. */
  outage(router: Router, isOut: boolean): void {
    this.#spaces.ip(PUBLIC, `link set to-${router} ${isOut ? 'down' : 'up'}`)
  }

  /** Takes a host out of its home and into the mobile network, with a new address. */
  roam(host: Host): void {
    this.#spaces.ip(host, 'link del eth0')
    this.#host(host, 'm', '100.64.7.7/16', '100.64.0.1', false)
  }

  #server(name: 'relay1' | 'relay2' | 'turn'): void {
    this.#spaces.add(name)
    this.#plugIn(name, 'eth0', `to-${name}`, `${ADDRESS[name]}/24`)
  }

  async #router(name: Router, nat: Nat, inner: string, udp: boolean, line?: Line): Promise<void> {
    const spaces = this.#spaces
    const router = `router-${name}`
    const outer = `${ADDRESS.routers[name]}/24`
    spaces.add(router)
    spaces.shell(router, 'echo 1 > /proc/sys/net/ipv4/ip_forward')
    if (line === undefined) this.#plugIn(router, 'wan', `to-${name}`, outer)
    else {
      this.#wires.push(await startWire(spaces, [router, 'wan'], [PUBLIC, `to-${name}`], line))
      spaces.ip(PUBLIC, `link set to-${name} master br0`, `link set to-${name} up`)
      this.#address(router, 'wan', outer)
    }
    spaces.ip(router, 'link add lan type bridge', 'link set lan up', `addr add ${inner} dev lan`)
    spaces.nft(router, rules(nat, udp))
  }

  #plugIn(space: string, end: string, port: string, address: string): void {
    this.#spaces.cable(space, end, PUBLIC, port)
    this.#spaces.ip(PUBLIC, `link set ${port} master br0`)
    this.#address(space, end, address)
  }

  #address(space: string, end: string, address: string): void {
    const lines = [`link set ${end} up`, `addr add ${address} dev ${end}`]
    this.#spaces.ip(space, ...lines, `route add default via ${ADDRESS.internet}`)
  }

  #host(host: Host, router: Router, address: string, gateway: string, isNew = true): void {
    const spaces = this.#spaces
    if (isNew) spaces.add(host)
    spaces.cable(host, 'eth0', `router-${router}`, `to-${host}`)
    spaces.ip(`router-${router}`, `link set to-${host} master lan`)
    spaces.ip(host, `addr add ${address} dev eth0`, `route add default via ${gateway}`)
  }
}

/**
 * A router at home. Linux keeps the inner port where it is free, whomever a host speaks to: that is a cone. What
 * comes in unasked is dropped before it leaves a trace, or the trace would take the port from the answer.
 */
function rules(nat: Nat, udp: boolean): string {
  const { turn, routers } = ADDRESS
  return `table ip home {
  counter udp_out { }
  counter to_turn { }
  counter to_homes { }
  chain forward {
    type filter hook forward priority 0; policy accept;
    oifname "wan" meta l4proto udp counter name "udp_out"
    ${udp ? '' : 'meta l4proto udp drop'}
    oifname "wan" meta l4proto udp ip daddr ${turn} counter name "to_turn"
    oifname "wan" meta l4proto udp ip daddr { ${Object.values(routers).join(', ')} } counter name "to_homes"
    iifname "wan" ct state new drop
  }
  chain input {
    type filter hook input priority 0; policy accept;
    iifname "wan" ct state new drop
  }
  chain postrouting {
    type nat hook postrouting priority 100; policy accept;
    oifname "wan" masquerade ${nat === 'cone' ? 'persistent' : 'random,fully-random'}
  }
}
`
}
