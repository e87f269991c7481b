import { Button, Divider, Stack, TextField, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignedIn } from '#shared/contract/auth.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import type { Failure } from '#renderer/client/failure.ts';
import { CentredPaper } from '#renderer/components/CentredPaper.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { useDebounced } from '#renderer/components/use-debounced.ts';
import { LocalSignIn } from './LocalSignIn.tsx';
import { PinSignIn } from './PinSignIn.tsx';
import { forgetPeople, type RecentPerson, recentPeople } from './recent-people.ts';
import { RecentPeople } from './RecentPeople.tsx';
import { SsoSignIn } from './SsoSignIn.tsx';

interface Props {
  /** The one plant of this installation; null where there are several and the person says which. */
  plant: string | null;
  why: 'expired' | 'signed-out' | 'link-invalid' | null;
  /** Why signing in at the provider did not succeed. */
  failure?: Failure | undefined;
  /** Shows the provider's page in place of this one. */
  onLeave: (address: string, binding: string) => void;
  onSignedIn: (result: SignedIn) => void;
}

const TYPING_MS = 400;

export function SignInScreen({ plant, why, failure, onLeave, onSignedIn }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const [named, setNamed] = useState('');
  const [tried, setTried] = useState(false);
  const [byPin, setByPin] = useState(false);
  const [recent, setRecent] = useState(recentPeople);
  const [chosen, setChosen] = useState<RecentPerson | null>(null);
  const tenant = plant === null ? { tenant: named.trim() } : {};
  const settled = useDebounced(named.trim(), TYPING_MS);
  const offered = useQuery({
    queryKey: ['sso', 'offered', plant ?? settled],
    queryFn: () => client.sso.offered(plant === null ? { tenant: settled } : {}),
    enabled: plant !== null || settled !== '',
  });
  const label = offered.data?.label ?? null;
  // Who named their plant where there were several is not known by that name where there is one.
  const here = recent.filter((person) => (plant === null) === (person.plant !== ''));
  const choose = (person: RecentPerson) => {
    setChosen(person);
    setNamed(person.plant);
    setByPin(person.by === 'pin');
  };
  const forget = () => {
    forgetPeople();
    setRecent([]);
  };
  return (
    <CentredPaper>
      <Typography variant="body2" color="textSecondary">
        {t('common.product')}
      </Typography>
      <Typography variant="h1">{plant === null ? t('auth.signIn.title') : t('auth.signIn.to', { plant })}</Typography>
      {why === 'expired' && !tried && <Notice state="degraded">{t('auth.signIn.expired')}</Notice>}
      {why === 'signed-out' && !tried && <Notice state="idle">{t('auth.signIn.signedOut')}</Notice>}
      {why === 'link-invalid' && !tried && <Notice state="degraded">{t('auth.signIn.linkInvalid')}</Notice>}
      {failure !== undefined && !tried && <FailureNotice failure={failure} />}
      <Stack sx={{ gap: 2 }}>
        {here.length > 0 && <RecentPeople people={here} onChoose={choose} onForget={forget} />}
        {plant === null && <TextField autoFocus={chosen === null} fullWidth required label={t('auth.signIn.plant')} autoComplete="organization" value={named} onChange={(event) => setNamed(event.target.value)} />}
        {byPin ? (
          <PinSignIn key={chosen?.name ?? ''} tenant={tenant} name={chosen?.name} onBack={() => setByPin(false)} onSignedIn={onSignedIn} />
        ) : (
          <>
            {offered.data && label !== null && (
              <>
                <SsoSignIn tenant={tenant} label={label} by={offered.data.by} device={offered.data.device} onLeave={onLeave} onSignedIn={onSignedIn} />
                <Button onClick={() => setByPin(true)}>{t('identity.pin.use')}</Button>
                <Divider>{t('identity.sso.or')}</Divider>
              </>
            )}
            <LocalSignIn key={chosen?.name ?? ''} tenant={tenant} name={chosen?.name} autoFocus={plant !== null} secondary={label !== null} onTried={() => setTried(true)} onSignedIn={onSignedIn} />
          </>
        )}
      </Stack>
    </CentredPaper>
  );
}
