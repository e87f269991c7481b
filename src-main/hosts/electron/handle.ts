import { ipcMain, type IpcMainEvent, type WebFrameMain } from 'electron';
import type { AppPage } from './app-page.ts';

/** Everything a page may ask of the window process. */
export type PageRequest = 'millwright:connect';

/** The only door for messages from pages: answers the main frame of our own page and ignores everyone else. */
export function handle(request: PageRequest, page: AppPage, answer: (event: IpcMainEvent, frame: WebFrameMain) => void): void {
  ipcMain.on(request, (event) => {
    const frame = event.senderFrame;
    if (frame !== null && isTrustedSender(frame, event.sender.mainFrame, page)) answer(event, frame);
  });
}

interface Frame {
  readonly url: string;
  readonly parent: unknown;
}

/** A frame that is gone, lies inside another, or shows somebody else's address is not to be trusted. */
function isTrustedSender(frame: Frame, mainFrame: unknown, page: AppPage): boolean {
  return frame === mainFrame && frame.parent === null && page.owns(frame.url);
}
