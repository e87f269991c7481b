// Development: in Electron with live reload where its program is there, else in a browser: npm run dev [-- SERVE OPTIONS]
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { bundledNode, root } from './bundled-node.mjs';
import { electronProgram } from './electron-program.mjs';
import { ensureBuild } from './ensure-build.mjs';
import { exitStatus, runPackage } from './run-program.mjs';

const SETTLE_MS = 200;

const program = electronProgram();
// The start page and the workers come from the build in every case.
await ensureBuild();
if (program === null) await serveInBrowser();
else process.exitCode = (await runPackage('electron-vite/bin/electron-vite.js', ['dev', '--watch'], { env: { ELECTRON_EXEC_PATH: program } })).status;

async function serveInBrowser() {
  console.log("Electron's program is not on this machine: serving the appliance, rebuilt after every change. Reload the page to see it.");
  const serve = ['--watch', '--watch-path=out/main', 'out/main/cli.js', 'serve', ...process.argv.slice(2)];
  const appliance = spawn(bundledNode(), serve, { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => appliance.kill(signal));
  process.on('SIGINT', () => undefined);
  appliance.once('close', (code, signal) => process.exit(exitStatus(code, signal)));
  for (const folder of ['src-shared', 'src-main', 'src-renderer']) watch(join(root, folder), { recursive: true }, rebuildSoon);
}

/** Builds once changes have settled, one build at a time; a broken one is shown and waits for the next change. */
let settling;
let building = Promise.resolve();
function rebuildSoon() {
  clearTimeout(settling);
  settling = setTimeout(() => {
    building = building.then(() => ensureBuild()).catch((error) => console.error(error.message));
  }, SETTLE_MS);
}
