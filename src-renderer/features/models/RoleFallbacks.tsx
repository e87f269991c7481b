import { Button, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CHAT_ROLES, type ChatRole } from '#shared/contract/models.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import type { Candidate } from './candidate.ts';
import { FallbackDialog } from './FallbackDialog.tsx';
import { FALLBACKS_KEY } from './model-imports.ts';

/** Who is asked where the model of a role does not answer, for each role that has one. */
export function RoleFallbacks({ models, mayManage }: { models: readonly Candidate[]; mayManage: boolean }) {
  const { t } = useTranslation();
  const client = useClient();
  const [changed, setChanged] = useState<ChatRole | null>(null);
  const { data } = useQuery({ queryKey: FALLBACKS_KEY, queryFn: ({ signal }) => client.models.fallbacks({}, { signal }) });
  const roles = CHAT_ROLES.filter((role) => models.some((model) => model.roles.includes(role)));
  if (!data || models.length < 2 || roles.length === 0) return null;
  const orderOf = (role: ChatRole): string => {
    const names = data[role]?.map((id) => models.find((model) => model.id === id)?.name ?? t('models.fallbacks.gone'));
    if (names === undefined) return t('models.fallbacks.usual');
    return names.length === 0 ? t('models.fallbacks.nobody') : names.join(' → ');
  };
  return (
    <Stack component="section" aria-label={t('models.fallbacks.title')} sx={{ gap: 0.5 }}>
      <Typography variant="h3">{t('models.fallbacks.title')}</Typography>
      {roles.map((role) => (
        <Stack key={role} direction="row" sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
          <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
            {t('models.fallbacks.row', { role: t(`models.role.${role}`), order: orderOf(role) })}
          </Typography>
          {mayManage && (
            <Button size="small" aria-label={t('models.fallbacks.changeOf', { role: t(`models.role.${role}`) })} onClick={() => setChanged(role)}>
              {t('models.fallbacks.change')}
            </Button>
          )}
        </Stack>
      ))}
      {changed !== null && <FallbackDialog role={changed} order={data[changed]} models={models.filter((model) => !model.roles.includes(changed))} onClose={() => setChanged(null)} />}
    </Stack>
  );
}
