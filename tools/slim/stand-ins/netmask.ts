// For netmask, by which @libp2p/utils tells private addresses: of ranges like 10.0.0.0/8 and addresses in
// four numbers, which is all that it asks.
export class Netmask {
  readonly #first: number
  readonly #size: number

  constructor(range: string) {
    const [address = '', bits] = range.split('/')
    this.#size = 2 ** (32 - Number(bits))
    this.#first = Math.floor(numberOf(address) / this.#size)
  }

  contains(address: string): boolean {
    return Math.floor(numberOf(address) / this.#size) === this.#first
  }
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
}
