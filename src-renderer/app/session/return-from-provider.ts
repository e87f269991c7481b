const KEY = 'millwright.sign-in';
const PATH = '/signed-in';

interface Begun {
  binding: string;
  /** Where the person was going. */
  hash: string;
}

/** Leaves for the provider. What proves that this page began the sign-in stays with this tab. */
export function leaveForProvider(address: string, binding: string): void {
  sessionStorage.setItem(KEY, JSON.stringify({ binding, hash: location.hash } satisfies Begun));
  location.assign(address);
}

/** The provider's answer, if the browser has just come back with one. It is taken out of the address and the history at once. */
export function takeReturn(): { binding: string; query: string } | null {
  if (location.pathname !== PATH) return null;
  const query = location.search.slice(1);
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  const begun = kept === null ? null : (JSON.parse(kept) as Begun);
  history.replaceState(null, '', `/${begun?.hash ?? ''}`);
  return begun && { binding: begun.binding, query };
}
