import { Button, Stack, TableCell, TableRow, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionSummary } from '#shared/contract/sessions.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { ConfirmDialog } from '#renderer/components/ConfirmDialog.tsx';
import { FramedTable } from '#renderer/components/FramedTable.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { addressOf, agentName } from './agent-name.ts';
import type { SessionsOfPerson } from './by-person.ts';
import { SESSIONS_KEY } from './sessions-key.ts';

/** The sessions of one person, to be ended one by one or all; the one that looks is spared. */
export function PersonSessions({ user, sessions }: SessionsOfPerson) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(SESSIONS_KEY);
  const [asking, setAsking] = useState(false);
  const { name } = user;
  const own = sessions.some(({ current }) => current);
  const all = own ? 'endOthers' : 'endAll';
  const ended = ({ revoked }: { revoked: number }): string => t('tenancy.sessions.wasEnded', { count: revoked, name });
  const title = t('tenancy.sessions.of', { name });
  return (
    <Stack component="section" aria-label={title} sx={{ gap: 1 }}>
      <Stack direction="row" sx={{ gap: 2, alignItems: 'center', justifyContent: 'space-between' }}>
        <Typography variant="h3" component="h3">
          {name}
        </Typography>
        {sessions.some(({ current }) => !current) && (
          <Button size="small" color="error" aria-label={t(`tenancy.sessions.${all}Named`, { name })} onClick={() => setAsking(true)}>
            {t(`tenancy.sessions.${all}`)}
          </Button>
        )}
      </Stack>
      <FramedTable label={title} columns={[t('tenancy.sessions.from'), t('tenancy.sessions.since'), t('tenancy.sessions.lastSeen'), t('tenancy.sessions.expires'), t('documents.column.actions')]}>
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} onEnd={() => action.run(() => client.sessions.revoke({ id: session.id }), ended)} />
        ))}
      </FramedTable>
      {asking && (
        <ConfirmDialog
          title={t(`tenancy.sessions.${all}Named`, { name })}
          body={t(`tenancy.sessions.${all}Body`, { name })}
          action={t(`tenancy.sessions.${all}`)}
          onConfirm={() => action.run(() => client.sessions.revokeAll({ userId: user.id }), ended)}
          onClose={() => setAsking(false)}
        />
      )}
    </Stack>
  );
}

function SessionRow({ session, onEnd }: { session: SessionSummary; onEnd: () => void }) {
  const { t } = useTranslation();
  const { user, agent, caller, createdAt, lastSeen, expiresAt, current } = session;
  const address = addressOf(caller);
  const from = agent !== null ? agentName(agent) : caller?.startsWith('window:') ? t('tenancy.sessions.here') : t('tenancy.sessions.unknown');
  const time = formatTime(lastSeen);
  return (
    <TableRow hover>
      <TableCell title={agent ?? undefined}>
        {from}
        {address !== null && (
          <Typography variant="body2" color="textSecondary" component="div">
            {address}
          </Typography>
        )}
      </TableCell>
      <TableCell>{formatTime(createdAt)}</TableCell>
      <TableCell>{time}</TableCell>
      <TableCell>{formatTime(expiresAt)}</TableCell>
      <TableCell align="right">
        {current ? (
          <StatusChip state="ready">{t('tenancy.sessions.own')}</StatusChip>
        ) : (
          <Button size="small" aria-label={t('tenancy.sessions.endNamed', { name: user.name, from: [from, address].filter(Boolean).join(', '), time })} onClick={onEnd}>
            {t('tenancy.sessions.end')}
          </Button>
        )}
      </TableCell>
    </TableRow>
  );
}
