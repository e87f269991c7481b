import { MenuItem, TextField } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { REACHES, type Reach } from '#shared/contract/reach.ts';

interface Props {
  value: Reach;
  onChange: (reach: Reach) => void;
}

/** In which network the other system lies. */
export function ReachField({ value, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <TextField select fullWidth label={t('common.reach')} value={value} onChange={({ target }) => onChange(target.value as Reach)}>
      {REACHES.map((reach) => (
        <MenuItem key={reach} value={reach}>
          {t(`common.reaches.${reach}`)}
        </MenuItem>
      ))}
    </TextField>
  );
}
