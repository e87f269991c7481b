import { Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { DocumentsProvider } from '#renderer/client/documents-context.tsx';
import { WorkProvider } from '#renderer/client/work-context.tsx';
import { IdentityProvider } from '#renderer/client/identity-context.tsx';
import { useStore } from '#renderer/client/store.ts';
import { CentredPaper } from '#renderer/components/CentredPaper.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { ProgressBar } from '#renderer/components/Waiting.tsx';
import { LockScreen } from '#renderer/features/auth/LockScreen.tsx';
import { SignInScreen } from '#renderer/features/auth/SignInScreen.tsx';
import { useModelImports } from '#renderer/features/models/model-imports-context.tsx';
import { SetupScreen } from '#renderer/features/setup/SetupScreen.tsx';
import { Routes } from '../Routes.tsx';
import { IdleLock } from './IdleLock.tsx';
import { leaveForProvider } from './return-from-provider.ts';
import { useSessionKeeper } from './session-context.tsx';

/** Lets nobody past who is not signed in. The address is left as it is, so that signing in leads back. */
export function SessionGate() {
  const { t } = useTranslation();
  const keeper = useSessionKeeper();
  const session = useStore(keeper.session);
  const imports = useModelImports();

  switch (session.state) {
    case 'starting':
      return (
        <CentredPaper>
          <Typography variant="h1">{t('auth.starting.title')}</Typography>
          <Typography>{t('auth.starting.body')}</Typography>
          <ProgressBar share={null} label={t('auth.starting.body')} />
        </CentredPaper>
      );
    case 'unreachable':
      return (
        <CentredPaper>
          <Typography variant="h1">{t('auth.unreachable.title')}</Typography>
          <Typography>{t('auth.unreachable.body')}</Typography>
          <FailureNotice failure={session.failure} onRetry={() => void keeper.start()} />
        </CentredPaper>
      );
    case 'setup':
      return <SetupScreen setupToken={session.setupToken} onSignedIn={keeper.signedIn} onModel={imports.add} />;
    case 'signed-out':
      return <SignInScreen plant={session.plant} why={session.why} failure={session.failure} onLeave={leaveForProvider} onSignedIn={keeper.signedIn} />;
    case 'locked':
      return <LockScreen identity={session.identity} onUnlocked={() => void keeper.unlocked()} onLeave={() => void keeper.signOut()} />;
    case 'signed-in':
      return (
        <IdentityProvider identity={session.identity}>
          <DocumentsProvider key={session.identity.user.id}>
            <WorkProvider>
              <IdleLock minutes={session.identity.signedIn.idleLockMinutes} onIdle={() => void keeper.lock()} />
              <Routes />
            </WorkProvider>
          </DocumentsProvider>
        </IdentityProvider>
      );
  }
}
