import MoreVert from '@mui/icons-material/MoreVertOutlined';
import { IconButton, Menu, MenuItem } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserSummary } from '#shared/contract/users.ts';
import { MailAddressDialog } from './MailAddressDialog.tsx';
import { PersonDataDialog } from './PersonDataDialog.tsx';
import { ResetFactorDialog } from './ResetFactorDialog.tsx';

/** What is done with a person now and then. */
export function MorePersonActions({ person }: { person: UserSummary }) {
  const { t } = useTranslation();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [opened, setOpened] = useState<'email' | 'factor' | 'data' | null>(null);
  const open = (what: typeof opened) => {
    setAnchor(null);
    setOpened(what);
  };
  const close = () => setOpened(null);
  const name = t('admin.people.more', { name: person.name });
  return (
    <>
      <IconButton aria-haspopup="menu" aria-expanded={anchor !== null} aria-label={name} onClick={({ currentTarget }) => setAnchor(currentTarget)}>
        <MoreVert />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)} slotProps={{ list: { 'aria-label': name } }}>
        {!person.erased && <MenuItem onClick={() => open('email')}>{t('admin.people.emailMenu')}</MenuItem>}
        {!person.erased && <MenuItem onClick={() => open('factor')}>{t('admin.people.factorReset')}</MenuItem>}
        <MenuItem onClick={() => open('data')}>{t('privacy.data.menu')}</MenuItem>
      </Menu>
      {opened === 'email' && <MailAddressDialog person={person} onClose={close} />}
      {opened === 'factor' && <ResetFactorDialog person={person} onClose={close} />}
      {opened === 'data' && <PersonDataDialog person={person} onClose={close} />}
    </>
  );
}
