// Starts one of the TypeScript tools: `node -C ghost-chat-source tools/run.js check`.
// Plain JavaScript, because a Node too old to strip types could not even say so.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const stripsTypes = major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)
const [tool] = process.argv.splice(2, 1)

if (!stripsTypes) {
  console.error(
    `This needs Node 22.18 or later, and this is Node ${process.versions.node}. ` +
      'Use the npm scripts (`npm start`, `npm test`): `npm ci` installs a Node for them.',
  )
  process.exitCode = 1
} else if (tool === undefined) {
  console.error('usage: node -C ghost-chat-source tools/run.js <tool> [arguments]')
  process.exitCode = 1
} else {
  const { main } = await import(`./${tool}.ts`)
  process.exitCode = await main(process.argv.slice(2))
}
