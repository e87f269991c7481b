import Visibility from '@mui/icons-material/VisibilityOutlined';
import VisibilityOff from '@mui/icons-material/VisibilityOffOutlined';
import { IconButton, InputAdornment, TextField, type TextFieldProps } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Shortest password, as `Password` of the contract has it. */
export const SHORTEST_PASSWORD = 10;

/** A password that can be shown: gloves and night shifts mistype. */
export function PasswordField(props: TextFieldProps) {
  const { t } = useTranslation();
  const [shown, show] = useState(false);
  const toggle = (
    <InputAdornment position="end">
      <IconButton edge="end" aria-label={shown ? t('auth.password.hide') : t('auth.password.show')} onClick={() => show(!shown)}>
        {shown ? <VisibilityOff /> : <Visibility />}
      </IconButton>
    </InputAdornment>
  );
  return <TextField fullWidth type={shown ? 'text' : 'password'} slotProps={{ input: { endAdornment: toggle } }} {...props} />;
}
