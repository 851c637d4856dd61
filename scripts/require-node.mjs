/** Ends the process with one clear sentence when Node is older than "engines" in package.json requires. */
export function requireNode() {
  const needed = [20, 19];
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > needed[0] || (major === needed[0] && minor >= needed[1])) return;
  console.error(
    `Tabquant needs Node ${needed.join('.')} or newer; this is ${process.versions.node}. ` +
      'Get a newer one from https://nodejs.org and run the command again.',
  );
  process.exit(1);
}
