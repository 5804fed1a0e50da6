// Each npm script's first act: the project brings its own Node through npm, and says so where it did not arrive.
const major = Number(process.versions.node.split('.')[0])
if (major !== 24) {
  console.error(
    `Touchline runs on Node 24, and this is Node ${process.versions.node}. npm installs the right one with the project:\n` +
      'run "npm ci" again without --ignore-scripts (the package "node" must be allowed to run its install script), then start through npm.',
  )
  process.exit(1)
}
