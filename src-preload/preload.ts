import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';

// The page sees that it runs on the desktop, and gets a message port to the core: nothing else of Electron reaches it.
contextBridge.exposeInMainWorld('millwright', { shell: 'desktop' });

ipcRenderer.on('millwright:port', (event: IpcRendererEvent) => {
  window.postMessage('millwright:port', '*', event.ports);
});

// By then the page's own script has run and listens.
window.addEventListener('load', () => ipcRenderer.send('millwright:connect'));
