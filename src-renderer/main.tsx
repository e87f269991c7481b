import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { createApp } from './app/create-app.ts';
import { startI18n } from './app/i18n.ts';
import { chooseLink } from './client/choose-link.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root to draw in.');

startI18n();
const app = createApp(chooseLink(window));
void app.keeper.start();
createRoot(root).render(<App app={app} />);
