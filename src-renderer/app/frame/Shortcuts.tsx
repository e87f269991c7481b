import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { useIdentity } from '#renderer/client/identity-context.tsx';
import { useStore } from '#renderer/client/store.ts';
import type { SourcePanel } from '#renderer/components/source-panel.tsx';
import { CommandPalette } from './CommandPalette.tsx';
import { KeyboardMap } from './KeyboardMap.tsx';
import { overlays } from './overlays.ts';
import { screensFor } from './screens.ts';

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}

/** Keys that work on every screen, and what they open. */
export function Shortcuts({ panel }: { panel: SourcePanel }) {
  const open = useStore(overlays);
  const navigate = useNavigate();
  const identity = useIdentity();
  useEffect(() => {
    const screens = screensFor(identity);
    const press = (event: KeyboardEvent): void => {
      const control = event.ctrlKey || event.metaKey;
      if (control && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        overlays.set('commands');
      } else if (event.altKey && event.shiftKey && /^Digit[1-9]$/.test(event.code)) {
        const screen = screens[Number(event.code.slice(-1)) - 1];
        if (screen === undefined) return;
        event.preventDefault();
        void navigate(screen.to);
      } else if (!isTyping(event.target) && !control && event.key === '?') overlays.set('keys');
      else if (!isTyping(event.target) && event.key === '/') {
        event.preventDefault();
        document.querySelector<HTMLElement>('#question, input[type=search]')?.focus();
      } else if (event.key === 'Escape' && !event.defaultPrevented && overlays.get() === null) panel.close();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [identity, navigate, panel]);
  const close = () => overlays.set(null);
  if (open === 'commands') return <CommandPalette onClose={close} />;
  return open === 'keys' ? <KeyboardMap onClose={close} /> : null;
}
