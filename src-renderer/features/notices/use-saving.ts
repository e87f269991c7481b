import { useTranslation } from 'react-i18next';
import type { GivenNotices, ShownNotices } from '#shared/contract/notices.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { givenOf } from './given-notices.ts';
import { NOTICES } from './notices-key.ts';

/** Saves a change of one part and leaves the rest as it is. */
export function useSaving(settings: ShownNotices) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(NOTICES);
  return {
    pending: action.pending,
    save: (change: Partial<GivenNotices>, saved: () => void = () => undefined): void => action.run(() => client.notices.save({ ...givenOf(settings), ...change }).then(saved), () => t('notices.saved')),
    switchOff: (part: 'webhook' | 'email'): void => action.run(() => client.notices.save({ ...givenOf(settings), [part]: null }), () => t('notices.switchedOff')),
  };
}
