const LINK = /^#\/link\/([^/?]+)$/;

/** The one-time link in the page's address, if any. It stays there until `dropLink`, so that a reload in the middle of set-up finds it again. */
export function readLink(): string | null {
  const found = LINK.exec(location.hash)?.[1];
  return found === undefined ? null : decodeURIComponent(found);
}

export const holdsLink = (): boolean => LINK.test(location.hash);

/** Takes a link that has served out of the address and the history. */
export function dropLink(): void {
  if (holdsLink()) history.replaceState(null, '', '#/');
}
