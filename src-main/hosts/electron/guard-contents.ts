import type { App, WebContents } from 'electron';
import type { AppPage } from './app-page.ts';

/** Keeps every page, present and future, where it is: no other address, no new window, no embedded page. */
export function guardContents(app: App, page: AppPage): void {
  app.on('web-contents-created', (_event, contents) => guard(contents, page));
}

function guard(contents: WebContents, page: AppPage): void {
  const stay = (event: { preventDefault(): void; url: string }): void => {
    if (!page.owns(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  // Our pages have no frames, so none may go anywhere.
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault();
    else stay(event);
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('select-bluetooth-device', (event, _devices, choose) => {
    event.preventDefault();
    choose('');
  });
}
