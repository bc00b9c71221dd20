// For libp2p's lists of addresses that a router or a name server maps to this node: a page has none, since nothing
// adds any but services that open ports.
class NoMappings {
  has(): boolean {
    return false
  }

  getAll(): [] {
    return []
  }

  remove(): boolean {
    return false
  }

  confirm(): boolean {
    return false
  }

  unconfirm(): boolean {
    return false
  }
}

export { NoMappings as DNSMappings, NoMappings as IPMappings }
