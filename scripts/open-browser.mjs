import { spawn } from 'node:child_process';
import { hasDisplay } from './choose-shell.mjs';

const OPENERS = {
  darwin: (url) => ['open', [url]],
  win32: (url) => ['rundll32', ['url.dll,FileProtocolHandler', url]],
};

/** Opens the default browser if there is one and a person to look at it; quietly does nothing otherwise. */
export function openBrowser(url) {
  if (process.env.CI || !hasDisplay(process.platform, process.env)) return;
  const [command, args] = (OPENERS[process.platform] ?? ((address) => ['xdg-open', [address]]))(url);
  spawn(command, args, { stdio: 'ignore', detached: true }).once('error', () => undefined).unref();
}
