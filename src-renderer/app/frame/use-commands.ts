import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useClient } from '#renderer/client/client-context.tsx';
import { useDocuments } from '#renderer/client/documents-context.tsx';
import { useIdentity } from '#renderer/client/identity-context.tsx';
import { useSourcePanel } from '#renderer/components/source-panel.tsx';
import { useSessionKeeper } from '../session/session-context.tsx';
import { prefer } from '../theme/preferences.ts';
import { DENSITIES, SCHEMES } from '../theme/tokens.ts';
import { overlays } from './overlays.ts';
import { screensFor } from './screens.ts';

export interface Command {
  id: string;
  text: string;
  run: () => void;
}

/** Everything the palette can do: screens, looks, conversations, documents. */
export function useCommands(): Command[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useClient();
  const identity = useIdentity();
  const keeper = useSessionKeeper();
  const panel = useSourcePanel();
  const documents = useDocuments() ?? [];
  const list = useQuery({ queryKey: ['conversations', 'list', ''], queryFn: ({ signal }) => client.conversations.list({}, { signal }) });
  const go = (to: string) => () => void navigate(to);
  return [
    { id: 'new', text: t('frame.palette.newQuestion'), run: go('/ask') },
    ...screensFor(identity).map(({ name, to }) => ({ id: name, text: t('frame.palette.go', { name: t(`frame.${name}`) }), run: go(to) })),
    ...SCHEMES.map((scheme) => ({ id: scheme, text: `${t('frame.menu.scheme')}: ${t(`frame.menu.schemes.${scheme}`)}`, run: () => prefer({ scheme }) })),
    ...DENSITIES.map((density) => ({ id: density, text: `${t('frame.menu.density')}: ${t(`frame.menu.densities.${density}`)}`, run: () => prefer({ density }) })),
    { id: 'keys', text: t('frame.menu.keys'), run: () => overlays.set('keys') },
    { id: 'out', text: t('frame.menu.signOut'), run: () => void keeper.signOut() },
    ...(list.data?.conversations ?? []).map(({ id, title }) => ({ id, text: t('frame.palette.conversation', { name: title }), run: go(`/ask/${id}`) })),
    ...documents.map(({ id, filename }) => ({
      id,
      text: t('frame.palette.document', { name: filename }),
      run: () => panel.open({ documentId: id, filename, page: null, section: null, span: null }),
    })),
  ];
}
