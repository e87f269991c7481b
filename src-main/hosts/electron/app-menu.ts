import type { MenuItemConstructorOptions } from 'electron';

/** The native menu. Nothing in it reaches the documents: that is the page's, behind its permissions. */
export function appMenu(platform: NodeJS.Platform, development: boolean): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const first: MenuItemConstructorOptions = isMac ? { role: 'appMenu' } : { label: '&File', submenu: [{ role: 'quit' }] };
  const last: MenuItemConstructorOptions[] = isMac ? [] : [{ label: '&Help', submenu: [{ role: 'about' }] }];
  const reload: MenuItemConstructorOptions[] = development ? [{ role: 'reload' }, { role: 'toggleDevTools' }, { type: 'separator' }] : [];
  return [
    first,
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [...reload, { role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { type: 'separator' }, { role: 'togglefullscreen' }],
    },
    { role: 'windowMenu' },
    ...last,
  ];
}
