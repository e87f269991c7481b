import { MenuItem, TextField } from '@mui/material';
import { useTranslation } from 'react-i18next';

const REACHES = ['plant', 'internet'] as const;
type Reach = (typeof REACHES)[number];

interface Props {
  value: Reach;
  onChange: (reach: Reach) => void;
}

/** Where what is asked over HTTP stands. */
export function ReachField({ value, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <TextField select label={t('tools.form.reach')} value={value} onChange={({ target }) => onChange(target.value === 'internet' ? 'internet' : 'plant')}>
      {REACHES.map((reach) => (
        <MenuItem key={reach} value={reach}>
          {t(`tools.reaches.${reach}`)}
        </MenuItem>
      ))}
    </TextField>
  );
}
