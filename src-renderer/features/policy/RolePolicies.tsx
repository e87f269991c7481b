import { Button, Stack, Table, TableBody, TableCell, TableContainer, TableHead, TableRow, TextField, Typography } from '@mui/material';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LABELS } from '#shared/contract/permissions.ts';
import { type AskRate, type Policy, RATE_BOUNDS, READING_ROLES, type ReadingRole, type RoleClearance } from '#shared/contract/policy.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { LabelChoice } from './LabelChoice.tsx';
import { POLICY_KEY } from './policy-key.ts';

export function RolePolicies({ policy }: { policy: Policy }) {
  const { t } = useTranslation();
  return (
    <Stack component="section" sx={{ gap: 1 }}>
      <Typography variant="h2">{t('policy.roles.title')}</Typography>
      <Typography variant="body2">{t('policy.roles.body')}</Typography>
      <TableContainer sx={({ tokens }) => ({ border: `1px solid ${tokens.line}`, borderRadius: 1, backgroundColor: tokens.surface })}>
        <Table size="small" aria-label={t('policy.roles.title')}>
          <TableHead>
            <TableRow>
              <TableCell>{t('common.role')}</TableCell>
              <TableCell>{t('policy.roles.standard')}</TableCell>
              <TableCell>{t('policy.roles.most')}</TableCell>
              <TableCell>{t('policy.roles.rate')}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {READING_ROLES.map((role) => (
              <RolePolicy key={`${role} ${JSON.stringify(policy.rates[role])}`} role={role} clearance={policy.clearance[role]} rate={policy.rates[role]} />
            ))}
          </TableBody>
        </Table>
      </TableContainer>
    </Stack>
  );
}

function RolePolicy({ role, clearance, rate }: { role: ReadingRole; clearance: RoleClearance; rate: AskRate }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(POLICY_KEY);
  const name = t(`common.roles.${role}`);
  const set = (change: Partial<RoleClearance>): void => {
    const wanted = { ...clearance, ...change };
    const [standard, most] = [LABELS.indexOf(wanted.standard), LABELS.indexOf(wanted.most)];
    // The one that was not touched gives way.
    const fitting = standard <= most ? wanted : change.most === undefined ? { ...wanted, most: wanted.standard } : { ...wanted, standard: wanted.most };
    action.run(() => client.policy.setClearance({ role, ...fitting }), () => t('policy.saved'));
  };
  return (
    <TableRow hover>
      <TableCell>{name}</TableCell>
      <TableCell>
        <LabelChoice name={t('policy.roles.standardOf', { role: name })} value={clearance.standard} onChoose={(label) => label !== null && set({ standard: label })} />
      </TableCell>
      <TableCell>
        <LabelChoice name={t('policy.roles.mostOf', { role: name })} value={clearance.most} onChoose={(label) => label !== null && set({ most: label })} />
      </TableCell>
      <TableCell>
        <RateForm name={name} rate={rate} onSave={(wanted) => action.run(() => client.policy.setRate({ role, rate: wanted }), () => t('policy.saved'))} />
      </TableCell>
    </TableRow>
  );
}

function RateForm({ name, rate, onSave }: { name: string; rate: AskRate; onSave: (rate: AskRate | null) => void }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(rate);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSave(wanted);
  };
  const field = (key: keyof AskRate) => (
    <TextField
      type="number"
      size="small"
      value={wanted[key]}
      onChange={(event) => setWanted({ ...wanted, [key]: Number(event.target.value) })}
      slotProps={{ htmlInput: { min: 1, max: RATE_BOUNDS[key], 'aria-label': t(`policy.roles.${key}Of`, { role: name }) } }}
      sx={{ width: 104 }}
    />
  );
  return (
    <Stack component="form" direction="row" onSubmit={submit} sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
      {field('perMinute')}
      <Typography variant="body2">{t('policy.roles.perMinute')}</Typography>
      {field('perHour')}
      <Typography variant="body2">{t('policy.roles.perHour')}</Typography>
      <Button type="submit" size="small" aria-label={t('policy.roles.saveOf', { role: name })} disabled={wanted.perMinute === rate.perMinute && wanted.perHour === rate.perHour}>
        {t('policy.roles.save')}
      </Button>
      <Button size="small" aria-label={t('policy.roles.resetOf', { role: name })} onClick={() => onSave(null)}>
        {t('policy.roles.reset')}
      </Button>
    </Stack>
  );
}
