import { Button, MenuItem, Stack, Table, TableBody, TableCell, TableContainer, TableHead, TableRow, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ROLES } from '#shared/contract/permissions.ts';
import type { UserSummary } from '#shared/contract/users.ts';
import { useIdentity } from '#renderer/client/identity-context.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { MorePersonActions } from './MorePersonActions.tsx';
import { ResetPasswordDialog } from './ResetPasswordDialog.tsx';
import { usePeopleActions } from './use-people-actions.ts';

export function PeopleTable({ people }: { people: readonly UserSummary[] }) {
  const { t } = useTranslation();
  const [resetting, setResetting] = useState<UserSummary | null>(null);
  return (
    <TableContainer sx={({ tokens }) => ({ border: `1px solid ${tokens.line}`, borderRadius: 1, backgroundColor: tokens.surface })}>
      <Table size="small" aria-label={t('admin.people.table')}>
        <TableHead>
          <TableRow>
            <TableCell>{t('common.name')}</TableCell>
            <TableCell>{t('common.role')}</TableCell>
            <TableCell>{t('admin.people.state')}</TableCell>
            <TableCell>{t('admin.people.lastSignIn')}</TableCell>
            <TableCell />
          </TableRow>
        </TableHead>
        <TableBody>
          {people.map((person) => (
            <PersonRow key={person.id} person={person} onReset={() => setResetting(person)} />
          ))}
        </TableBody>
      </Table>
      {resetting !== null && <ResetPasswordDialog person={resetting} onClose={() => setResetting(null)} />}
    </TableContainer>
  );
}

function PersonRow({ person, onReset }: { person: UserSummary; onReset: () => void }) {
  const { t } = useTranslation();
  const { user } = useIdentity();
  const actions = usePeopleActions();
  const { id, name, role, active, erased, held, lastSignIn } = person;
  return (
    <TableRow hover>
      <TableCell>
        <Typography component="span" sx={{ fontWeight: 600 }}>
          {name}
        </Typography>{' '}
        {user.id === id && (
          <Typography component="span" variant="caption" color="textSecondary">
            ({t('admin.people.you')})
          </Typography>
        )}
      </TableCell>
      <TableCell>
        <TextField
          select
          variant="standard"
          disabled={erased}
          value={role}
          onChange={(event) => {
            const chosen = ROLES.find((each) => each === event.target.value);
            if (chosen !== undefined) actions.setRole(person, chosen);
          }}
          slotProps={{ select: { disableUnderline: true, SelectDisplayProps: { 'aria-label': t('admin.people.roleOf', { name }) } } }}
        >
          {ROLES.map((each) => (
            <MenuItem key={each} value={each}>
              {t(`common.roles.${each}`)}
            </MenuItem>
          ))}
        </TextField>
      </TableCell>
      <TableCell>
        <Stack direction="row" sx={{ gap: 0.5, flexWrap: 'wrap' }}>
          <PersonState person={person} />
          {held && <StatusChip state="degraded">{t('privacy.hold.chip')}</StatusChip>}
        </Stack>
      </TableCell>
      <TableCell>{lastSignIn === null ? t('common.never') : formatTime(lastSignIn)}</TableCell>
      <TableCell align="right">
        <Stack direction="row" sx={{ justifyContent: 'flex-end' }}>
          {!erased && (
            <>
              <Button size="small" aria-label={t('admin.people.resetNamed', { name })} onClick={onReset}>
                {t('admin.people.reset')}
              </Button>
              <Button size="small" aria-label={active ? t('admin.people.disableNamed', { name }) : t('admin.people.enableNamed', { name })} onClick={() => actions.setActive(person, !active)}>
                {active ? t('admin.people.disable') : t('admin.people.enable')}
              </Button>
            </>
          )}
          <MorePersonActions person={person} />
        </Stack>
      </TableCell>
    </TableRow>
  );
}

const isAhead = (iso: string): boolean => new Date(iso).getTime() > Date.now();

function PersonState({ person: { active, erased, lockedUntil } }: { person: UserSummary }) {
  const { t } = useTranslation();
  if (erased) return <StatusChip state="idle">{t('privacy.erase.chip')}</StatusChip>;
  if (!active) return <StatusChip state="idle">{t('admin.people.disabled')}</StatusChip>;
  if (lockedUntil !== null && isAhead(lockedUntil)) return <StatusChip state="degraded">{t('admin.people.locked', { time: formatTime(lockedUntil) })}</StatusChip>;
  return <StatusChip state="ready">{t('admin.people.active')}</StatusChip>;
}
