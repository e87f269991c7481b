import { useEffect } from 'react';
import type { Message } from '#shared/contract/conversations.ts';
import { sourceOf, useSourcePanel } from '#renderer/components/source-panel.tsx';

/** Keys 1 to 9 open the sources of the latest answer, unless something is being typed. */
export function useCitationKeys(messages: readonly Message[]): void {
  const panel = useSourcePanel();
  useEffect(() => {
    const citations = messages.findLast(({ citations: cited }) => cited.length > 0)?.citations ?? [];
    const open = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
      const citation = citations.find(({ n }) => String(n) === event.key);
      if (citation === undefined) return;
      event.preventDefault();
      panel.open(sourceOf(citation));
    };
    document.addEventListener('keydown', open);
    return () => document.removeEventListener('keydown', open);
  }, [messages, panel]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}
