// For libp2p's content routing and its random walks: members give it no routers, and ask for neither.
class Unused {
  readonly routers: readonly never[] = []
}

export { Unused as CompoundContentRouting, Unused as RandomWalk }
