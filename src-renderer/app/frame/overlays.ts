import { createStore } from '#renderer/client/store.ts';

/** What lies over the screen: the command palette, the keyboard map, or nothing. */
export const overlays = createStore<'commands' | 'keys' | null>(null);
