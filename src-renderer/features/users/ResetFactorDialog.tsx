import { useTranslation } from 'react-i18next';
import type { UserSummary } from '#shared/contract/users.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { ConfirmDialog } from '#renderer/components/ConfirmDialog.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { PEOPLE_KEY } from './use-people-actions.ts';

/** For somebody who lost their phone or forgot their PIN. */
export function ResetFactorDialog({ person: { id, name }, onClose }: { person: UserSummary; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(PEOPLE_KEY);
  const reset = () =>
    action.run(
      () => client.secondFactor.reset({ id }),
      ({ factor, pin }) => t(factor ? 'admin.people.factorGone' : pin ? 'admin.people.pinGone' : 'admin.people.nothingGone', { name }),
    );
  return (
    <ConfirmDialog
      title={t('admin.people.factorTitle', { name })}
      body={t('admin.people.factorBody', { name })}
      action={t('admin.people.factorAction')}
      onConfirm={reset}
      onClose={onClose}
    />
  );
}
