import './app/no-eval.ts';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { createApp } from './app/create-app.ts';
import { startI18n } from './app/i18n.ts';
import { holdsLink } from './app/session/link-in-address.ts';
import { chooseLink } from './client/choose-link.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root to draw in.');

startI18n();
const app = createApp(chooseLink(window));
// Before anything is drawn: a link that arrives while the page starts must not be missed.
addEventListener('hashchange', () => holdsLink() && void app.keeper.start());
void app.keeper.start();
createRoot(root).render(<App app={app} />);
