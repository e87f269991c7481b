import { Table, TableBody, TableCell, TableContainer, TableHead, TableRow } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { type Permission, PERMISSIONS, type Role, ROLES } from '#shared/contract/permissions.ts';
import { Allowed } from './Allowed.tsx';

export function RoleMatrix({ matrix }: { matrix: Partial<Record<Role, readonly Permission[]>> }) {
  const { t } = useTranslation();
  const words = [t('admin.roles.yes'), t('admin.roles.no')] as const;
  return (
    <TableContainer sx={({ tokens }) => ({ border: `1px solid ${tokens.line}`, borderRadius: 1, backgroundColor: tokens.surface })}>
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
                  <Allowed yes={matrix[role]?.includes(permission) === true} words={words} />
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
