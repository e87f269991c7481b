import { Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { TreatedPersonalData } from '#shared/contract/personal-data.ts';
import { Notice } from '#renderer/components/Notice.tsx';

/** Tells whoever asked what of it was taken for personal data, and what was done; nothing where none was found. */
export function PersonalDataNotice({ found }: { found: TreatedPersonalData | null }) {
  const { t, i18n } = useTranslation();
  if (found === null) return null;
  const names = new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format([...found.kinds.map((kind) => t(`personalData.kinds.${kind}`)), ...found.own]);
  return (
    <Notice state={found.treated === 'redact' ? 'idle' : 'degraded'}>
      <Typography variant="body2">{t(`personalData.told.${found.treated}`, { names })}</Typography>
    </Notice>
  );
}
