import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Role } from '#shared/contract/permissions.ts';
import type { UserSummary } from '#shared/contract/users.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { useFailureSentence } from '#renderer/components/use-failure-sentence.ts';

export const PEOPLE_KEY = ['users', 'list'] as const;

/** What an admin can do with a person. Each says what happened, or why it did not. */
export function usePeopleActions() {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const sentence = useFailureSentence();
  const run = useMutation({
    mutationFn: ({ act }: { act: () => Promise<UserSummary>; done: (user: UserSummary) => string }) => act(),
    onSuccess: async (user, { done }) => {
      await queries.invalidateQueries({ queryKey: PEOPLE_KEY });
      showToast({ state: 'ready', text: done(user) });
    },
    onError: (failure) => showToast({ state: 'failed', text: sentence(failure) }),
  });
  return {
    setRole: ({ id }: UserSummary, role: Role) =>
      run.mutate({ act: () => client.users.setRole({ id, role }), done: ({ name }) => t('admin.people.roleChanged', { name, role: t(`common.roles.${role}`) }) }),
    setActive: ({ id }: UserSummary, active: boolean) =>
      run.mutate({
        act: () => client.users.setActive({ id, active }),
        done: ({ name }) => (active ? t('admin.people.wasEnabled', { name }) : t('admin.people.wasDisabled', { name })),
      }),
  };
}
