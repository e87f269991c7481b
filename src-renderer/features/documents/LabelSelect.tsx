import { MenuItem, TextField } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { type Label, LABELS } from '#shared/contract/permissions.ts';

interface Props {
  name: string;
  value: Label;
  onChange: (label: Label) => void;
  visibleName?: boolean;
}

/** How sensitive something is. */
export function LabelSelect({ name, value, onChange, visibleName = false }: Props) {
  const { t } = useTranslation();
  return (
    <TextField
      select
      value={value}
      {...(visibleName ? { label: name, variant: 'outlined' } : { variant: 'standard' })}
      onChange={(event) => {
        const chosen = LABELS.find((label) => label === event.target.value);
        if (chosen !== undefined) onChange(chosen);
      }}
      slotProps={{ select: { SelectDisplayProps: { 'aria-label': name }, ...(visibleName ? {} : { disableUnderline: true }) } }}
      sx={visibleName ? { minWidth: '12em' } : { minWidth: '8em', '& .MuiInputBase-root': { margin: 0, fontSize: 'inherit' }, '& .MuiSelect-select': { paddingBlock: 0 } }}
    >
      {LABELS.map((label) => (
        <MenuItem key={label} value={label}>
          {t(`common.labels.${label}`)}
        </MenuItem>
      ))}
    </TextField>
  );
}
