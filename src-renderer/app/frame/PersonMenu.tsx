import Person from '@mui/icons-material/PersonOutlined';
import { Button, Divider, ListSubheader, Menu, MenuItem } from '@mui/material';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useIdentity } from '#renderer/client/identity-context.tsx';
import { useStore } from '#renderer/client/store.ts';
import { ChangePasswordDialog } from '#renderer/features/auth/ChangePasswordDialog.tsx';
import { PinDialog } from '#renderer/features/auth/PinDialog.tsx';
import { SecondFactorDialog } from '#renderer/features/auth/SecondFactorDialog.tsx';
import { useSessionKeeper } from '../session/session-context.tsx';
import { LANGUAGES, prefer, preferences } from '../theme/preferences.ts';
import { DENSITIES, SCHEMES } from '../theme/tokens.ts';
import { overlays } from './overlays.ts';

/** Who is signed in, how they like the screens, and the way out. */
export function PersonMenu() {
  const { t } = useTranslation();
  const { user, signedIn, permissions } = useIdentity();
  const navigate = useNavigate();
  const keeper = useSessionKeeper();
  const chosen = useStore(preferences);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [dialog, setDialog] = useState<'password' | 'factor' | 'pin' | null>(null);
  const closeDialog = () => setDialog(null);
  const close = () => setAnchor(null);
  const act = (run: () => void) => () => {
    close();
    run();
  };
  return (
    <>
      <Button startIcon={<Person />} aria-haspopup="menu" aria-expanded={anchor !== null} aria-label={t('frame.person', { name: user.name })} onClick={(event) => setAnchor(event.currentTarget)}>
        {user.name}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={close} slotProps={{ list: { dense: true, 'aria-label': t('frame.menu.open') } }}>
        <Heading>{t('frame.menu.scheme')}</Heading>
        {(['system', ...SCHEMES] as const).map((scheme) => (
          <MenuItem key={scheme} role="menuitemradio" aria-checked={chosen.scheme === scheme} selected={chosen.scheme === scheme} onClick={() => prefer({ scheme })}>
            {t(`frame.menu.schemes.${scheme}`)}
          </MenuItem>
        ))}
        <Heading>{t('frame.menu.density')}</Heading>
        {DENSITIES.map((density) => (
          <MenuItem key={density} role="menuitemradio" aria-checked={chosen.density === density} selected={chosen.density === density} onClick={() => prefer({ density })}>
            {t(`frame.menu.densities.${density}`)}
          </MenuItem>
        ))}
        <Heading>{t('frame.menu.language')}</Heading>
        {LANGUAGES.map((language) => (
          <MenuItem key={language} role="menuitemradio" aria-checked={chosen.language === language} selected={chosen.language === language} lang={language} onClick={() => prefer({ language })}>
            {t(`frame.menu.languages.${language}`)}
          </MenuItem>
        ))}
        <Divider />
        {permissions.includes('conversations:use') && <MenuItem onClick={act(() => void navigate('/memory'))}>{t('memory.menu')}</MenuItem>}
        <MenuItem onClick={act(() => overlays.set('commands'))}>{t('frame.menu.commands')}</MenuItem>
        <MenuItem onClick={act(() => overlays.set('keys'))}>{t('frame.menu.keys')}</MenuItem>
        {signedIn.method === 'local' && <MenuItem onClick={act(() => setDialog('password'))}>{t('frame.menu.password')}</MenuItem>}
        {signedIn.method === 'local' && <MenuItem onClick={act(() => setDialog('factor'))}>{t('identity.factor.menu')}</MenuItem>}
        {signedIn.method === 'sso' && <MenuItem onClick={act(() => setDialog('pin'))}>{t('identity.pin.menu')}</MenuItem>}
        <MenuItem onClick={act(() => void keeper.lock())}>{t('identity.lock.menu')}</MenuItem>
        <MenuItem onClick={act(() => void keeper.signOut())}>{t('frame.menu.signOut')}</MenuItem>
      </Menu>
      {dialog === 'password' && <ChangePasswordDialog onClose={closeDialog} />}
      {dialog === 'factor' && <SecondFactorDialog onClose={closeDialog} />}
      {dialog === 'pin' && <PinDialog onClose={closeDialog} />}
    </>
  );
}

function Heading({ children }: { children: ReactNode }) {
  return (
    <ListSubheader role="presentation" disableSticky sx={{ lineHeight: 2.2, backgroundColor: 'transparent' }}>
      {children}
    </ListSubheader>
  );
}
