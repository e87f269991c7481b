import { useSyncExternalStore } from 'react';
import type { Preferences } from './preferences.ts';
import type { Scheme } from './tokens.ts';

const dark = matchMedia('(prefers-color-scheme: dark)');
const contrast = matchMedia('(prefers-contrast: more)');

function subscribe(listener: () => void): () => void {
  dark.addEventListener('change', listener);
  contrast.addEventListener('change', listener);
  return () => {
    dark.removeEventListener('change', listener);
    contrast.removeEventListener('change', listener);
  };
}

const systemScheme = (): Scheme => (contrast.matches ? 'contrast' : dark.matches ? 'dark' : 'light');

/** The scheme to draw in: the chosen one, or what the operating system asks for. */
export function useScheme(chosen: Preferences['scheme']): Scheme {
  const system = useSyncExternalStore(subscribe, systemScheme);
  return chosen === 'system' ? system : chosen;
}
