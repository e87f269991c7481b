import { type Browser, chromium } from 'playwright-core';

/** Playwright's own list, which a second one replaces, and the two panels of the address bar: each would be a process for every context, though nobody types there. */
const FEATURES_OFF = [
  'AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'HttpsFirstBalancedModeAutoEnable', 'LensOverlay', 'MediaRouter', 'PaintHolding',
  'ThirdPartyStoragePartitioning', 'AvoidCorsURLLoaderRestartOnRedirect', 'TcpPortRandomizationWin', 'OptimizationHints', 'NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch',
  'WebUIOmniboxPopup', 'WebUIOmniboxAimPopup',
];
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', `--disable-features=${FEATURES_OFF.join(',')}`];

/** The Chromium that `MILLWRIGHT_CHROMIUM` names, or Playwright's own. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['MILLWRIGHT_CHROMIUM'];
  return chromium.launch({ args: FLAGS, ...(executablePath === undefined ? {} : { executablePath }) });
}
