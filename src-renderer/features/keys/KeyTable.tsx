import { Button, TableCell, TableRow, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiKeySummary } from '#shared/contract/apikeys.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { ConfirmDialog } from '#renderer/components/ConfirmDialog.tsx';
import { FramedTable } from '#renderer/components/FramedTable.tsx';
import { formatDate, formatTime } from '#renderer/components/format.ts';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { KEYS_KEY } from './keys-key.ts';

const STATES = { active: 'ready', expired: 'degraded', revoked: 'idle' } as const;

export function KeyTable({ keys }: { keys: readonly ApiKeySummary[] }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(KEYS_KEY);
  const [revoking, setRevoking] = useState<ApiKeySummary | null>(null);
  const columns = [t('tenancy.keys.name'), t('tenancy.keys.prefix'), t('tenancy.keys.person'), t('tenancy.keys.lastUsed'), t('tenancy.keys.expires'), t('common.state'), t('documents.column.actions')];
  return (
    <>
      <FramedTable label={t('tenancy.keys.title')} columns={columns}>
        {keys.map((key) => (
          <KeyRow key={key.id} about={key} onRevoke={() => setRevoking(key)} />
        ))}
      </FramedTable>
      {revoking !== null && (
        <ConfirmDialog
          title={t('tenancy.keys.revokeNamed', { name: revoking.name })}
          body={t('tenancy.keys.revokeBody', { prefix: revoking.prefix })}
          action={t('tenancy.keys.revoke')}
          onConfirm={() => action.run(() => client.apikeys.revoke({ id: revoking.id }), ({ name }) => t('tenancy.keys.wasRevoked', { name }))}
          onClose={() => setRevoking(null)}
        />
      )}
    </>
  );
}

function KeyRow({ about, onRevoke }: { about: ApiKeySummary; onRevoke: () => void }) {
  const { t } = useTranslation();
  const { name, prefix, user, scopes, lastUsed, expiresAt, state } = about;
  return (
    <TableRow hover>
      <TableCell>
        <Typography component="span" sx={{ fontWeight: 600 }}>
          {name}
        </Typography>
        <Typography variant="body2" color="textSecondary" component="div">
          {scopes.map((scope) => t(`admin.roles.permissions.${scope}`)).join(' · ')}
        </Typography>
      </TableCell>
      <TableCell sx={{ fontFamily: 'monospace', whiteSpace: 'nowrap' }}>{prefix}</TableCell>
      <TableCell>{user.name}</TableCell>
      <TableCell>{lastUsed === null ? t('common.never') : formatTime(lastUsed)}</TableCell>
      <TableCell>{expiresAt === null ? '—' : formatDate(expiresAt)}</TableCell>
      <TableCell>
        <StatusChip state={STATES[state]}>{t(`tenancy.keys.states.${state}`)}</StatusChip>
      </TableCell>
      <TableCell align="right">
        {state === 'active' && (
          <Button size="small" color="error" aria-label={t('tenancy.keys.revokeNamed', { name })} onClick={onRevoke}>
            {t('tenancy.keys.revoke')}
          </Button>
        )}
      </TableCell>
    </TableRow>
  );
}
