import Check from '@mui/icons-material/CheckOutlined';
import Remove from '@mui/icons-material/RemoveOutlined';
import { Stack, Table, TableBody, TableCell, TableContainer, TableHead, TableRow, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PERMISSIONS, ROLES } from '#shared/contract/permissions.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';

/** The table the gateway enforces, as it stands in the running core. */
export function RolesTab() {
  const { t } = useTranslation();
  const client = useClient();
  const matrix = useQuery({ queryKey: ['users', 'matrix'], queryFn: ({ signal }) => client.users.matrix({}, { signal }) });
  return (
    <Stack sx={{ gap: 1.5 }}>
      <Typography variant="h2">{t('admin.roles.title')}</Typography>
      <Typography variant="body2" color="textSecondary">
        {t('admin.roles.body')}
      </Typography>
      {matrix.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {matrix.isError && <FailureNotice failure={matrix.error} onRetry={() => void matrix.refetch()} />}
      {matrix.data && (
        <TableContainer tabIndex={0} role="region" aria-label={t('admin.roles.title')} sx={({ tokens }) => ({ border: `1px solid ${tokens.line}`, borderRadius: 1, backgroundColor: tokens.surface })}>
          <Table size="small" aria-label={t('admin.roles.title')}>
            <TableHead>
              <TableRow>
                <TableCell>{t('admin.roles.permission')}</TableCell>
                {ROLES.map((role) => (
                  <TableCell key={role} align="center">
                    {t(`common.roles.${role}`)}
                  </TableCell>
                ))}
              </TableRow>
            </TableHead>
            <TableBody>
              {PERMISSIONS.map((permission) => (
                <TableRow key={permission} hover>
                  <TableCell component="th" scope="row">
                    {t(`admin.roles.permissions.${permission}`)}
                  </TableCell>
                  {ROLES.map((role) => (
                    <TableCell key={role} align="center">
                      <Allowed yes={matrix.data.matrix[role]?.includes(permission) === true} />
                    </TableCell>
                  ))}
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </TableContainer>
      )}
    </Stack>
  );
}

function Allowed({ yes }: { yes: boolean }) {
  const { t } = useTranslation();
  return yes ? <Check titleAccess={t('admin.roles.yes')} /> : <Remove titleAccess={t('admin.roles.no')} sx={{ color: 'text.disabled' }} />;
}
