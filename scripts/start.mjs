// Starts Millwright in the shell that fits this machine: npm start [-- --data DIR] [--port N] [--appliance]
import { spawn } from 'node:child_process';
import { bundledNode, root } from './bundled-node.mjs';
import { chooseShell, hasDisplay } from './choose-shell.mjs';
import { electronProgram, ensureElectron } from './electron-program.mjs';
import { ensureBuild } from './ensure-build.mjs';
import { openBrowser } from './open-browser.mjs';
import { exitStatus } from './run-program.mjs';

const ORPHAN_CHECK_MS = 1_000;
const ONE_TIME_LINK = /https?:\/\/\S+#\/link\/\S+/;

const args = process.argv.slice(2).filter((argument) => argument !== '--appliance');
const asked = process.argv.includes('--appliance') ? 'appliance' : null;

async function decide() {
  const display = hasDisplay(process.platform, process.env);
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  // Electron is looked for only where a window could be opened at all.
  const electron = asked === null && display && !isRoot ? await ensureElectron() : 'absent';
  return chooseShell({ asked, display, root: isRoot, electron });
}

function startDesktop() {
  return spawn(electronProgram(), [root, ...args], { stdio: 'inherit' });
}

function startAppliance() {
  const child = spawn(bundledNode(), ['out/main/cli.js', 'serve', ...args], { cwd: root, stdio: ['inherit', 'pipe', 'inherit'] });
  let opened = false;
  child.stdout.on('data', (chunk) => {
    process.stdout.write(chunk);
    const link = opened ? null : ONE_TIME_LINK.exec(String(chunk));
    if (link === null) return;
    opened = true;
    openBrowser(link[0]);
  });
  return child;
}

/** Passes signals on and ends as the child ends. A terminal sends Ctrl+C to both, so that one is only waited for. */
function follow(child) {
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
  // npm's shell takes a signal for itself and leaves this process behind, with another parent.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM');
  }, ORPHAN_CHECK_MS).unref();
  child.once('error', (error) => {
    console.error(`Millwright could not be started: ${error.message}`);
    process.exit(1);
  });
  child.once('close', (code, signal) => process.exit(exitStatus(code, signal)));
}

try {
  await ensureBuild();
  const { shell, sentence } = await decide();
  console.log(sentence);
  follow(shell === 'desktop' ? startDesktop() : startAppliance());
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
