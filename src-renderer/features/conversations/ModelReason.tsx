import { Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { Usage } from '#shared/contract/conversations.ts';

interface Props {
  model: string | null;
  why: Usage['modelReason'];
}

/** Says that another than the usual model writes, and why; nothing where it is the usual one. */
export function ModelReason({ model, why }: Props) {
  const { t } = useTranslation();
  if (why === null || model === null) return null;
  return (
    <Typography variant="body2" color="textSecondary">
      {t(`ask.modelReason.${why}`, { model })}
    </Typography>
  );
}
