// For libp2p's content routing and its random walks: members give it no routers, and ask for neither.
export class CompoundContentRouting {}
export class RandomWalk {}
