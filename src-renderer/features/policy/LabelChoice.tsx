import { MenuItem, TextField } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { type Label, LABELS } from '#shared/contract/permissions.ts';

interface Props {
  /** What is chosen, for who cannot see the table around it. */
  name: string;
  value: Label | null;
  /** What stands for no label of one's own; nothing where there must be one. */
  none?: string;
  onChoose: (label: Label | null) => void;
}

export function LabelChoice({ name, value, none, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <TextField
      select
      variant="standard"
      value={value ?? ''}
      onChange={(event) => onChoose(LABELS.find((label) => label === event.target.value) ?? null)}
      slotProps={{ select: { disableUnderline: true, displayEmpty: true, SelectDisplayProps: { 'aria-label': name } } }}
    >
      {none !== undefined && <MenuItem value="">{none}</MenuItem>}
      {LABELS.map((label) => (
        <MenuItem key={label} value={label}>
          {t(`common.labels.${label}`)}
        </MenuItem>
      ))}
    </TextField>
  );
}
