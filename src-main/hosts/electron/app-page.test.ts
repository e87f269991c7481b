import { describe, expect, it } from 'vitest';
import { createAppPage } from './app-page.ts';

const FOREIGN = [
  'https://millwright/',
  'http://millwright/',
  'file:///etc/passwd',
  'app://other/',
  'app://millwright.example/',
  'app://millwright:8080/',
  'app://user@millwright/',
  'app://user:secret@millwright/',
  'app:millwright',
  'app://MILLWRIGHT/',
  'application://millwright/',
  'javascript:alert(1)',
  'about:blank',
  'view-source:app://millwright/',
  'filesystem:app://millwright/x',
  'http://localhost:5173/',
  'not an address',
  '',
];

describe('createAppPage', () => {
  const page = createAppPage();

  it('owns its own pages whatever their path, query or fragment', () => {
    for (const url of ['app://millwright/', 'app://millwright/index.html?x=1#/link/abc', 'app://millwright']) {
      expect(page.owns(url), url).toBe(true);
    }
  });

  it.each(FOREIGN)('neither owns nor loads %s', (url) => {
    expect(page.owns(url)).toBe(false);
    expect(page.mayLoad(url)).toBe(false);
  });

  it('loads pictures the page made itself, and no other blob', () => {
    expect(page.mayLoad('blob:app://millwright/6b2b')).toBe(true);
    expect(page.mayLoad('data:image/png;base64,AA==')).toBe(true);
    expect(page.mayLoad('blob:https://millwright/6b2b')).toBe(false);
    expect(page.owns('blob:app://millwright/6b2b')).toBe(false);
  });

  it('owns the development server only while there is one, and only on its port', () => {
    const dev = createAppPage('http://localhost:5173');
    expect(dev.origin).toBe('http://localhost:5173');
    expect(dev.owns('http://localhost:5173/main.tsx')).toBe(true);
    expect(dev.mayLoad('ws://localhost:5173/?token=1')).toBe(true);
    expect(dev.owns('http://localhost:5174/')).toBe(false);
    expect(dev.mayLoad('ws://localhost:5174/')).toBe(false);
  });

  it('refuses a development server on another machine', () => {
    expect(() => createAppPage('http://10.0.0.7:5173')).toThrow('on this machine');
  });
});
