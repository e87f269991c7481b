import type { App } from 'electron';

/** Chromium's own errands, which no page asked for. */
const ERRANDS = ['disable-background-networking', 'disable-component-update', 'disable-domain-reliability', 'disable-sync', 'no-pings'];

/** Before Electron is ready: no look-up of any name but this machine's, and none of the browser's own errands. */
export function silenceNetwork(app: App): void {
  for (const name of ERRANDS) app.commandLine.appendSwitch(name);
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND, EXCLUDE localhost');
  app.commandLine.appendSwitch('force-webrtc-ip-handling-policy', 'disable_non_proxied_udp');
}
