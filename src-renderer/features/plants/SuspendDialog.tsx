import { TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TenantSummary } from '#shared/contract/tenants.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FormDialog } from '#renderer/components/FormDialog.tsx';
import { usePlantChange } from './use-plant-change.ts';

export function SuspendDialog({ plant: { id, name }, onClose }: { plant: TenantSummary; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const [reason, setReason] = useState('');
  const suspend = usePlantChange(() => client.tenants.suspend({ id, reason }), t('tenancy.plants.wasSuspended', { name }), onClose);
  return (
    <FormDialog title={t('tenancy.plants.suspendNamed', { name })} action={t('tenancy.plants.suspend')} complete={reason.trim() !== ''} pending={suspend.isPending} failure={suspend.error} onSubmit={() => suspend.mutate()} onClose={onClose}>
      <Typography>{t('tenancy.plants.suspendBody')}</Typography>
      <TextField autoFocus fullWidth required label={t('tenancy.plants.reason')} helperText={t('tenancy.plants.reasonHint')} value={reason} onChange={({ target }) => setReason(target.value)} slotProps={{ htmlInput: { maxLength: 500 } }} />
    </FormDialog>
  );
}
