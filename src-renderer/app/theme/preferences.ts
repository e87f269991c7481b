import { createStore, type Store } from '#renderer/client/store.ts';
import { DENSITIES, type Density, SCHEMES, type Scheme } from './tokens.ts';

export const LANGUAGES = ['en', 'vi'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Preferences {
  scheme: Scheme | 'system';
  density: Density;
  language: Language;
}

const KEY = 'millwright.preferences';

function oneOf<T extends string>(value: unknown, allowed: readonly T[], otherwise: T): T {
  return allowed.find((each) => each === value) ?? otherwise;
}

function read(): Record<string, unknown> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof kept === 'object' && kept !== null ? { ...kept } : {};
  } catch {
    return {};
  }
}

function write(preferences: Preferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // A browser that keeps nothing still shows the choice until it is closed.
  }
}

function load(): Preferences {
  const kept = read();
  const spoken = navigator.language.startsWith('vi') ? 'vi' : 'en';
  return {
    scheme: oneOf(kept['scheme'], ['system', ...SCHEMES], 'system'),
    density: oneOf(kept['density'], DENSITIES, 'desk'),
    language: oneOf(kept['language'], LANGUAGES, spoken),
  };
}

/** How this person likes the screens, kept in this browser. */
export const preferences: Store<Preferences> = createStore(load());
preferences.subscribe(() => write(preferences.get()));

export function prefer(change: Partial<Preferences>): void {
  preferences.set((before) => ({ ...before, ...change }));
}
