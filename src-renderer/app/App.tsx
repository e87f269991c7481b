import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import { CssBaseline } from '@mui/material';
import { ThemeProvider } from '@mui/material/styles';
import { QueryClientProvider } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ClientProvider } from '#renderer/client/client-context.tsx';
import { useStore } from '#renderer/client/store.ts';
import { pageNonce } from '#renderer/components/page-nonce.ts';
import { Toasts } from '#renderer/components/Toasts.tsx';
import { AnswersContext } from '#renderer/features/conversations/answers-context.tsx';
import { UploadsContext } from '#renderer/features/documents/uploads-context.tsx';
import { ModelImportsContext } from '#renderer/features/models/model-imports-context.tsx';
import type { AppServices } from './create-app.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { SessionContext } from './session/session-context.tsx';
import { SessionGate } from './session/SessionGate.tsx';
import { createAppTheme } from './theme/create-app-theme.ts';
import { preferences } from './theme/preferences.ts';
import { useScheme } from './theme/use-scheme.ts';

/** Styles are made at run time and carry the page's nonce, since the content policy allows no others. */
const styles = createCache({ key: 'mw', ...(pageNonce === undefined ? {} : { nonce: pageNonce }) });

export function App({ app: { keeper, queries, answers, uploads, imports } }: { app: AppServices }) {
  const { scheme: chosen, density } = useStore(preferences);
  const scheme = useScheme(chosen);
  const theme = useMemo(() => createAppTheme(scheme, density), [scheme, density]);
  return (
    <CacheProvider value={styles}>
      <ThemeProvider theme={theme}>
        <CssBaseline enableColorScheme />
        <ErrorBoundary>
          <QueryClientProvider client={queries}>
            <SessionContext value={keeper}>
              <ClientProvider client={keeper.client}>
                <AnswersContext value={answers}>
                  <UploadsContext value={uploads}>
                    <ModelImportsContext value={imports}>
                      <SessionGate />
                      <Toasts />
                    </ModelImportsContext>
                  </UploadsContext>
                </AnswersContext>
              </ClientProvider>
            </SessionContext>
          </QueryClientProvider>
        </ErrorBoundary>
      </ThemeProvider>
    </CacheProvider>
  );
}
