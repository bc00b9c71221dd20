/**
 * A data channel as libp2p takes a connection: bytes both ways, in order, with backpressure.
 */
import type { Logger } from '@libp2p/interface'
import { AbstractMultiaddrConnection } from '@libp2p/utils'
import { multiaddr } from '@multiformats/multiaddr'

/** Bytes. What is sent in larger pieces does not arrive in every browser (RFC 8831 §6.6). */
const PIECE = 16_384
/** Bytes that may wait in the channel before libp2p is told to wait, and at which it may go on. */
const FULL = 1_048_576
const LOW = 262_144

type Sent = Parameters<AbstractMultiaddrConnection['sendData']>[0]
type Result = ReturnType<AbstractMultiaddrConnection['sendData']>

export interface DataChannelInit {
  readonly peerConnection: RTCPeerConnection
  /** Made by both sides with the same number, so that neither waits for the other to open it. */
  readonly channel: RTCDataChannel
  readonly remotePeer: string
  readonly direction: 'inbound' | 'outbound'
  readonly log: Logger
}

export class DataChannelConnection extends AbstractMultiaddrConnection {
  readonly #peerConnection: RTCPeerConnection
  readonly #channel: RTCDataChannel

  constructor({ peerConnection, channel, remotePeer, direction, log }: DataChannelInit) {
    super({ remoteAddr: multiaddr(`/webrtc/p2p/${remotePeer}`), direction, log, maxMessageSize: PIECE })
    this.#peerConnection = peerConnection
    this.#channel = channel
    channel.binaryType = 'arraybuffer'
    channel.bufferedAmountLowThreshold = LOW
    channel.addEventListener('bufferedamountlow', () => this.safeDispatchEvent('drain'))
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) this.onData(new Uint8Array(data))
      else this.abort(new Error('The other side sent what are no bytes.'))
    })
    channel.addEventListener('close', this.#onLoss)
    peerConnection.addEventListener('connectionstatechange', () => {
      if (['failed', 'closed'].includes(peerConnection.connectionState)) this.#onLoss()
    })
  }

  override sendData(data: Sent): Result {
    const sentBytes = data.byteLength
    try {
      // At once, for each call is a message of its own on the wire, and a frame's head comes apart from its data.
      this.#channel.send(data.subarray() as Uint8Array<ArrayBuffer>)
      return { sentBytes, canSendMore: this.#channel.bufferedAmount < FULL }
    } catch {
      // Closed, though the event that says so is still to come. Thrown here, it would end up with nobody.
      queueMicrotask(this.#onLoss)
      return { sentBytes, canSendMore: true }
    }
  }

  override sendReset(): void {
    this.#end()
  }

  override async sendClose(): Promise<void> {
    this.#end()
  }

  // Backpressure towards the sender is the muxer's: a channel cannot be told to stop reading.
  override sendPause(): void {}
  override sendResume(): void {}

  #onLoss = (): void => {
    this.onTransportClosed()
    this.#end()
  }

  #end(): void {
    this.#channel.close()
    this.#peerConnection.close()
  }
}
