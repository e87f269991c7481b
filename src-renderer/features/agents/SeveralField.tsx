import { Autocomplete, TextField } from '@mui/material';

interface Props<T extends string> {
  label: string;
  hint?: string;
  choices: readonly T[];
  chosen: readonly T[];
  labelOf?: (choice: T) => string;
  onChange: (chosen: T[]) => void;
}

/** Several of a list; what is chosen and not in it stays, so that it can be seen and taken out. */
export function SeveralField<T extends string>({ label, hint, choices, chosen, labelOf = (choice) => choice, onChange }: Props<T>) {
  const options = [...new Set([...choices, ...chosen])];
  return <Autocomplete multiple disableCloseOnSelect options={options} value={[...chosen]} getOptionLabel={labelOf} onChange={(_, value) => onChange(value)} renderInput={(field) => <TextField {...field} label={label} helperText={hint} />} />;
}
