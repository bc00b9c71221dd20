/**
 * y-webrtc's awareness: what each member says of itself, kept by all, here one message that the next replaces. Every
 * change goes to every peer at once. Encrypted on the way, not signed.
 */
import { WebrtcProvider } from 'y-webrtc'
import { Doc } from 'yjs'
import type { System } from '../system.ts'

export const yWebrtc: Pick<System, 'join'> = {
  async join(url, room, { onMessage, onPeer }) {
    const doc = new Doc()
    const provider = new WebrtcProvider(room, doc, {
      signaling: [url],
      // No servers of strangers are asked.
      peerOpts: { config: { iceServers: [] } },
    })
    const { awareness } = provider
    awareness.on('change', ({ added, updated }: { readonly added: number[]; readonly updated: number[] }) => {
      if (added.length > 0) onPeer()
      for (const client of [...added, ...updated]) {
        const text: unknown = awareness.getStates().get(client)?.['text']
        if (client !== doc.clientID && typeof text === 'string') onMessage(text)
      }
    })
    return {
      send: (text) => awareness.setLocalStateField('text', text),
      others: () => awareness.getStates().size - 1,
      leave: async () => provider.destroy(),
    }
  },
}
