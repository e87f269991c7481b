import { TextField } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownNotices } from '#shared/contract/notices.ts';
import { NoticePart } from './NoticePart.tsx';
import { useSaving } from './use-saving.ts';

/** Where people open this Millwright, for the link in a notice. */
export function AddressForm({ settings }: { settings: ShownNotices }) {
  const { t } = useTranslation();
  const saving = useSaving(settings);
  const [address, setAddress] = useState(settings.address ?? '');
  const given = address.trim() === '' ? null : address.trim();
  return (
    <NoticePart title={t('notices.address.title')} complete={given !== settings.address} pending={saving.pending} onSave={() => saving.save({ address: given })}>
      <TextField fullWidth type="url" label={t('notices.address.label')} helperText={t('notices.address.hint')} value={address} onChange={({ target }) => setAddress(target.value)} />
    </NoticePart>
  );
}
