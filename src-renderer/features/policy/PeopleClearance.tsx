import { Stack, Table, TableBody, TableCell, TableContainer, TableHead, TableRow, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { Policy } from '#shared/contract/policy.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { LabelChoice } from './LabelChoice.tsx';
import { POLICY_KEY } from './policy-key.ts';

export function PeopleClearance({ policy }: { policy: Policy }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(POLICY_KEY);
  return (
    <Stack component="section" sx={{ gap: 1 }}>
      <Typography variant="h2">{t('policy.people.title')}</Typography>
      <Typography variant="body2">{t('policy.people.body')}</Typography>
      <TableContainer sx={({ tokens }) => ({ border: `1px solid ${tokens.line}`, borderRadius: 1, backgroundColor: tokens.surface })}>
        <Table size="small" aria-label={t('policy.people.title')}>
          <TableHead>
            <TableRow>
              <TableCell>{t('common.name')}</TableCell>
              <TableCell>{t('common.role')}</TableCell>
              <TableCell>{t('policy.people.own')}</TableCell>
              <TableCell>{t('policy.people.counts')}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {policy.people.map(({ id, name, role, own, clearance }) => (
              <TableRow key={id} hover>
                <TableCell>{name}</TableCell>
                <TableCell>{t(`common.roles.${role}`)}</TableCell>
                <TableCell>
                  <LabelChoice
                    name={t('policy.people.ownOf', { name })}
                    value={own}
                    none={t('policy.people.none')}
                    onChoose={(label) => action.run(() => client.policy.setPersonClearance({ id, clearance: label }), () => t('policy.saved'))}
                  />
                </TableCell>
                <TableCell>{t(`common.labels.${clearance}`)}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </TableContainer>
    </Stack>
  );
}
