// Runs a TypeScript file of this repository: node scripts/run-ts.mjs FILE [ARGUMENT…]
import { bundledNode } from './bundled-node.mjs';
import { runProgram } from './run-program.mjs';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  console.error('Name the TypeScript file to run.');
  process.exit(2);
}
const { status } = await runProgram(bundledNode(), ['--disable-warning=ExperimentalWarning', file, ...args]);
process.exit(status);
