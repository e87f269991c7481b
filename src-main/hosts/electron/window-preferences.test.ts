import { describe, expect, it } from 'vitest';
import { windowPreferences } from './window-preferences.ts';

describe('windowPreferences', () => {
  it('confines the page and switches nothing experimental on', () => {
    const preferences = windowPreferences('/preload.cjs', false);
    expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, webSecurity: true });
    const on = Object.entries(preferences).filter(([, value]) => value === true);
    expect(on.map(([name]) => name).sort()).toEqual(['contextIsolation', 'sandbox', 'webSecurity']);
    expect(preferences).not.toHaveProperty('enableBlinkFeatures');
  });
});
