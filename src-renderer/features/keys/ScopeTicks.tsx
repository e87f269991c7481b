import { Checkbox, FormControl, FormControlLabel, FormGroup, FormHelperText, FormLabel } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { Permission } from '#shared/contract/permissions.ts';

interface Props {
  offered: readonly Permission[];
  chosen: readonly Permission[];
  onChoose: (chosen: readonly Permission[]) => void;
}

export function ScopeTicks({ offered, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const flip = (scope: Permission): void => onChoose(offered.filter((each) => (each === scope) !== chosen.includes(each)));
  return (
    <FormControl component="fieldset">
      <FormLabel component="legend">{t('tenancy.keys.scopes')}</FormLabel>
      <FormGroup>
        {offered.map((scope) => (
          <FormControlLabel key={scope} control={<Checkbox checked={chosen.includes(scope)} onChange={() => flip(scope)} />} label={t(`admin.roles.permissions.${scope}`)} />
        ))}
      </FormGroup>
      <FormHelperText>{t('tenancy.keys.scopesHint')}</FormHelperText>
    </FormControl>
  );
}
