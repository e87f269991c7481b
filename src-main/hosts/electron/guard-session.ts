import type { App, Session } from 'electron';
import type { AppPage } from './app-page.ts';

/** The one permission the screens use: the copy button. Reading the clipboard is another one, and refused. */
const GRANTED = 'clipboard-sanitized-write';

/** Refuses permissions, devices, certificates and every request that is not for our own page: Electron's defaults allow them. */
export function guardSession(app: App, session: Session, page: AppPage): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) => {
    answer(permission === GRANTED && page.owns(requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) => permission === GRANTED && page.owns(requestingOrigin));
  session.setDevicePermissionHandler(() => false);
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }));
  session.setUSBProtectedClassesHandler(({ protectedClasses }) => protectedClasses);
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null));
  session.on('select-hid-device', (event, _details, choose) => {
    event.preventDefault();
    choose(null);
  });
  session.on('select-serial-port', (event, _ports, _contents, choose) => {
    event.preventDefault();
    choose('');
  });
  session.on('select-usb-device', (event, _details, choose) => {
    event.preventDefault();
    choose();
  });
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !page.mayLoad(url) }));
  session.on('will-download', (event, item) => {
    if (!page.mayLoad(item.getURL())) event.preventDefault();
  });
  session.setSpellCheckerEnabled(false);
  refuseCertificates(app);
}

function refuseCertificates(app: App): void {
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
  app.on('select-client-certificate', (event, _contents, _url, _certificates, choose) => {
    event.preventDefault();
    choose();
  });
  app.on('login', (event, _contents, _details, _info, answer) => {
    event.preventDefault();
    answer();
  });
}
