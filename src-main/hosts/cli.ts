import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { tooOldNode } from './node-version.ts';
import { runOnBundledNode } from './run-on-bundled-node.ts';

// The command line is often started with whatever Node the machine has. Nothing that needs a newer one may be imported before
// this has been looked at; both modules above run on Node 18.
const bundled = fileURLToPath(new URL(`../../node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`, import.meta.url));

if (!tooOldNode(process.versions.node)) {
  const { main } = await import('./cli-main.ts');
  await main();
} else if (existsSync(bundled)) {
  runOnBundledNode(bundled, process.argv.slice(1));
} else {
  process.stderr.write(`Millwright needs Node 22.13 or newer, and this is ${process.versions.node}: install a newer Node, or run "npm ci" in its folder.\n`);
  process.exitCode = 1;
}
