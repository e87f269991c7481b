import { Button, Dialog, DialogActions, DialogContent, DialogTitle, Divider, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Holdings } from '#shared/contract/privacy.ts';
import type { UserSummary } from '#shared/contract/users.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useIdentity } from '#renderer/client/identity-context.tsx';
import { Facts } from '#renderer/components/Facts.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatBytes, formatNumber } from '#renderer/components/format.ts';
import { Notice } from '#renderer/components/Notice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { ErasePerson } from './ErasePerson.tsx';
import { ExportPerson } from './ExportPerson.tsx';
import { HoldPerson } from './HoldPerson.tsx';
import { personKey } from './person-key.ts';

/** How much is kept of a person, and what an admin can do with it: export it, hold it, erase it. */
export function PersonDataDialog({ person, onClose }: { person: UserSummary; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const { user } = useIdentity();
  const titleId = useId();
  const { id, name } = person;
  const data = useQuery({ queryKey: personKey(id), queryFn: ({ signal }) => client.privacy.holdings({ id }, { signal }) });
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={titleId}>
      <DialogTitle id={titleId}>{t('privacy.data.title', { name })}</DialogTitle>
      <DialogContent>
        <Stack sx={{ gap: 2 }}>
          {data.isLoading && <Waiting>{t('privacy.data.counting')}</Waiting>}
          {data.isError && <FailureNotice failure={data.error} onRetry={() => void data.refetch()} />}
          {data.data !== undefined && (
            <>
              {data.data.erased && <Notice state="idle">{t('privacy.data.erased')}</Notice>}
              <HoldingsFacts holdings={data.data.holdings} />
              <Part title={t('privacy.export.title')} body={t('privacy.export.body')}>
                <ExportPerson id={id} name={name} />
              </Part>
              {!data.data.erased && (
                <Part title={t('privacy.hold.title')} body={t('privacy.hold.body')}>
                  <HoldPerson id={id} hold={data.data.hold} />
                </Part>
              )}
              {!data.data.erased && user.id !== id && (
                <Part title={t('privacy.erase.title')} body={t('privacy.erase.body')}>
                  <ErasePerson key={data.data.hold?.id ?? 'free'} id={id} name={name} holdings={data.data.holdings} onErased={onClose} />
                </Part>
              )}
            </>
          )}
        </Stack>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('common.close')}</Button>
      </DialogActions>
    </Dialog>
  );
}

function Part({ title, body, children }: { title: string; body: string; children: ReactNode }) {
  return (
    <Stack component="section" aria-label={title} sx={{ gap: 1 }}>
      <Divider />
      <Typography variant="h3" component="h3">
        {title}
      </Typography>
      <Typography variant="body2" color="textSecondary">
        {body}
      </Typography>
      {children}
    </Stack>
  );
}

function HoldingsFacts({ holdings: { conversations, messages, notices, memories, sessions, keys, credentials, documents, documentBytes, auditRecords } }: { holdings: Holdings }) {
  const { t, i18n } = useTranslation();
  const number = (value: number) => formatNumber(value, i18n.language);
  return (
    <Facts
      facts={[
        [t('privacy.data.conversations'), number(conversations)],
        [t('privacy.data.messages'), number(messages)],
        [t('privacy.data.notices'), number(notices + memories)],
        [t('privacy.data.sessions'), number(sessions + keys)],
        [t('privacy.data.credentials'), number(credentials)],
        [t('privacy.data.documents'), t('privacy.data.staysBytes', { count: documents, size: formatBytes(documentBytes, t, i18n.language) })],
        [t('privacy.data.auditRecords'), t('privacy.data.stays', { count: auditRecords })],
      ]}
    />
  );
}
