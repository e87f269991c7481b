import { describe, expect, it } from 'vitest';
import { appMenu } from './app-menu.ts';

const roles = (platform: NodeJS.Platform, development: boolean): string => JSON.stringify(appMenu(platform, development));

describe('appMenu', () => {
  it('offers developer tools and reload in development only', () => {
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      expect(roles(platform, true)).toContain('toggleDevTools');
      expect(roles(platform, false)).not.toMatch(/toggleDevTools|reload/i);
    }
  });

  it('can be quit from the menu on every platform', () => {
    expect(roles('linux', false)).toContain('"quit"');
    expect(roles('win32', false)).toContain('"quit"');
    expect(roles('darwin', false)).toContain('"appMenu"');
  });
});
