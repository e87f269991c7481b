const LINK = /^#\/link\/([^/?]+)$/;

/** The one-time link in the page's address, if any; takes it out of the address and the history so that it is not used twice. */
export function takeLink(): string | null {
  const found = LINK.exec(location.hash)?.[1];
  if (found === undefined) return null;
  history.replaceState(null, '', '#/');
  return decodeURIComponent(found);
}

export const holdsLink = (): boolean => LINK.test(location.hash);
