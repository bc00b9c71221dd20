/**
 * With how many others a node of the network meshes.
 */

/** How many peers a node meshes with on one topic, and to how many of the others it says each second what it has. */
export interface MeshSize {
  readonly D: number
  readonly Dlo: number
  readonly Dhi: number
  readonly Dout: number
  readonly Dlazy: number
}

/** The star's ends: a relay or a few, and later some members. */
export const MEMBER_MESH: MeshSize = Object.freeze({ D: 6, Dlo: 4, Dhi: 12, Dout: 0, Dlazy: 6 })

/**
 * A member that hubs reach meshes with them: they hand on to everybody, so others only say what they have (SPEC NW19).
 * What a hub should withhold is fetched from them.
 */
export function hubbedMesh(hubs: number): Pick<MeshSize, 'D' | 'Dlo' | 'Dlazy'> {
  return { D: hubs, Dlo: hubs, Dlazy: 2 }
}

/**
 * A member that others dial may be the middle of a star without a relay: whom it does not mesh with hears of each frame
 * by chance, a second or three later.
 */
export const LISTENER_MESH: MeshSize = Object.freeze({ ...MEMBER_MESH, Dhi: 64 })

/**
 * The star's middle. With the usual numbers a hub serves its first 12 subscribers and merely gossips about
 * frames to the rest; it must mesh with them all.
 */
export const HUB_MESH: MeshSize = Object.freeze({ D: 1_024, Dlo: 1_024, Dhi: 4_096, Dout: 0, Dlazy: 6 })
