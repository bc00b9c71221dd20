// Imports run one way: wire <- identity, room <- chat -> network. docs/ARCHITECTURE.md says why.
// Type-only imports count too, save where a rule says otherwise: a type is knowledge as well.
const library = '^packages/ghost-chat/src/'
// What every layer may use, and what uses none.
const errors = '(?:errors|older-engines)\\.ts$'

/** A layer of the library may import itself, the shared errors, and the named layers below it. */
const layer = (name, ...below) => ({
  name: `${name}-knows-only-${below.length === 0 ? 'itself' : below.join('-and-')}`,
  severity: 'error',
  from: { path: `${library}${name}/` },
  to: {
    path: '^(?:packages|apps)/',
    pathNot: [
      '^packages/rendezvous/src/index\\.ts$',
      `${library}${errors}`,
      ...[name, ...below].map((allowed) => `${library}${allowed}/`),
    ],
  },
})

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    layer('wire'),
    layer('identity', 'wire'),
    layer('room', 'wire'),
    layer('network'),
    {
      name: 'only-discovery-knows-rendezvous',
      severity: 'error',
      from: { path: library, pathNot: `${library}network/libp2p/(?:discovery/|node\\.ts)` },
      to: { path: '^packages/rendezvous/' },
    },
    {
      name: 'errors-are-a-leaf',
      severity: 'error',
      from: { path: `${library}${errors}` },
      to: { path: '.' },
    },
    {
      name: 'networks-do-not-know-each-other',
      severity: 'error',
      from: { path: `${library}network/(memory|libp2p)/` },
      to: { path: `${library}network/(?:memory|libp2p)/`, pathNot: `${library}network/$1/` },
    },
    {
      name: 'libp2p-loads-later',
      comment: 'A static import would put all of libp2p into what a page loads first. import() does not.',
      severity: 'error',
      from: { path: library, pathNot: `${library}network/libp2p/` },
      to: { path: `${library}network/libp2p/`, dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'libp2p-stays-behind-the-port',
      severity: 'error',
      from: { path: library, pathNot: `${library}network/libp2p/` },
      to: { path: '^node_modules/(?:libp2p|@libp2p|@chainsafe)/' },
    },
    {
      name: 'the-library-runs-in-browsers',
      severity: 'error',
      from: { path: library, pathNot: `${library}network/libp2p/` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'relay-verifies-and-carries',
      comment:
        'The relay needs envelopes, signatures and the shared gossip settings. It is no member of a room.',
      severity: 'error',
      from: { path: '^packages/relay/src/' },
      to: {
        path: '^(?:packages|apps)/',
        pathNot: [
          '^packages/(?:relay|rendezvous)/src/',
          `${library}(?:wire/index|identity/index|network/libp2p/(?:gossip|websocket-listener))\\.ts$`,
        ],
      },
    },
    {
      name: 'rendezvous-stands-alone',
      comment: 'The libp2p protocol is useful without Ghost Chat.',
      severity: 'error',
      from: { path: '^packages/rendezvous/src/' },
      to: { path: '^(?:packages|apps)/', pathNot: '^packages/rendezvous/src/' },
    },
    {
      name: 'rendezvous-clients-carry-no-server',
      severity: 'error',
      from: { path: '^packages/rendezvous/src/', pathNot: '^packages/rendezvous/src/server/' },
      to: { path: '^packages/rendezvous/src/server/|^node_modules/@noble/' },
    },
    {
      name: 'rendezvous-runs-in-browsers',
      severity: 'error',
      from: { path: '^packages/rendezvous/src/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'old-names-over-the-same-face',
      comment: 'The 3Box names are an app of ours: what they need, every app can have.',
      severity: 'error',
      from: { path: `${library}threebox/` },
      to: { path: '^(?:packages|apps)/', pathNot: [`${library}(?:index\\.ts$|threebox/)`] },
    },
    {
      name: 'the-library-knows-no-old-names',
      severity: 'error',
      from: { path: library, pathNot: `${library}threebox/` },
      to: { path: `${library}threebox/` },
    },
    {
      name: 'the-element-takes-a-chat',
      comment: 'It shows a chat and knows nothing of how one is made.',
      severity: 'error',
      from: { path: '^packages/element/src/' },
      to: { path: '^(?:packages|apps)/', pathNot: [`${library}index\\.ts$`, '^packages/element/src/'] },
    },
    {
      name: 'react-wraps-and-adds-nothing',
      severity: 'error',
      from: { path: '^packages/react/src/' },
      to: {
        path: '^(?:packages|apps)/',
        pathNot: [`${library}index\\.ts$`, '^packages/element/src/index\\.ts$', '^packages/react/src/'],
      },
    },
    {
      name: 'apps-use-the-public-face',
      severity: 'error',
      from: { path: '^apps/([^/]+)/src/' },
      to: {
        path: '^(?:packages|apps)/',
        pathNot: [
          `${library}index\\.ts$`,
          '^packages/element/src/index\\.ts$',
          '^apps/$1/(?:src|node_modules)/',
        ],
      },
    },
    {
      name: 'shipped-code-knows-no-tests',
      severity: 'error',
      from: { path: '^(?:packages|apps)/[^/]+/src/' },
      to: { path: '^tests/|^tools/|^(?:packages|apps)/[^/]+/test/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'everything-resolves',
      comment: 'An import that resolves to nothing would slip through every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(?:^|/)dist/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['ghost-chat-source', 'import', 'node', 'default', 'types'],
    },
  },
}
