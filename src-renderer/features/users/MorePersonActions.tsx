import MoreVert from '@mui/icons-material/MoreVertOutlined';
import { IconButton, Menu, MenuItem } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserSummary } from '#shared/contract/users.ts';
import { PersonDataDialog } from './PersonDataDialog.tsx';
import { ResetFactorDialog } from './ResetFactorDialog.tsx';

/** What is done with a person now and then. */
export function MorePersonActions({ person }: { person: UserSummary }) {
  const { t } = useTranslation();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [resetting, setResetting] = useState(false);
  const [data, setData] = useState(false);
  const close = () => setAnchor(null);
  const name = t('admin.people.more', { name: person.name });
  return (
    <>
      <IconButton aria-haspopup="menu" aria-expanded={anchor !== null} aria-label={name} onClick={({ currentTarget }) => setAnchor(currentTarget)}>
        <MoreVert />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={close} slotProps={{ list: { 'aria-label': name } }}>
        {!person.erased && (
          <MenuItem
            onClick={() => {
              close();
              setResetting(true);
            }}
          >
            {t('admin.people.factorReset')}
          </MenuItem>
        )}
        <MenuItem
          onClick={() => {
            close();
            setData(true);
          }}
        >
          {t('privacy.data.menu')}
        </MenuItem>
      </Menu>
      {data && <PersonDataDialog person={person} onClose={() => setData(false)} />}
      {resetting && <ResetFactorDialog person={person} onClose={() => setResetting(false)} />}
    </>
  );
}
