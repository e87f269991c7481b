import { MenuItem, TextField } from '@mui/material';
import { useTranslation } from 'react-i18next';

const REACHES = ['plant', 'internet'] as const;
export type Reach = (typeof REACHES)[number];

/** In which network the server lies. */
export function ReachField({ value, onChange }: { value: Reach; onChange: (reach: Reach) => void }) {
  const { t } = useTranslation();
  return (
    <TextField select fullWidth label={t('notices.reach')} value={value} onChange={({ target }) => onChange(target.value as Reach)}>
      {REACHES.map((reach) => (
        <MenuItem key={reach} value={reach}>
          {t(`notices.reaches.${reach}`)}
        </MenuItem>
      ))}
    </TextField>
  );
}
