import { QueryClient } from '@tanstack/react-query';
import type { Link } from '#renderer/client/client.ts';
import { toFailure } from '#renderer/client/failure.ts';
import { toasts } from '#renderer/components/toast-store.ts';
import { type Answers, createAnswers } from '#renderer/features/conversations/create-answers.ts';
import { drafts } from '#renderer/features/conversations/drafts.ts';
import { createUploads, type Uploads } from '#renderer/features/documents/create-uploads.ts';
import { createModelImports, type ModelImports } from '#renderer/features/models/model-imports.ts';
import { createSessionKeeper, type SessionKeeper } from './session/create-session-keeper.ts';

/** What lives as long as the page, whatever screen is shown: the session and the work under way. */
export interface AppServices {
  keeper: SessionKeeper;
  queries: QueryClient;
  answers: Answers;
  uploads: Uploads;
  imports: ModelImports;
}

const FRESH_MS = 5_000;
const TRIES = 2;

export function createApp(link: Link): AppServices {
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        networkMode: 'always',
        // Only silence is worth another try; an answer with an error will not change.
        retry: (tries, failure) => toFailure(failure).code === 'UNREACHABLE' && tries < TRIES,
      },
      mutations: { networkMode: 'always' },
    },
  });
  const keeper = createSessionKeeper(link, { personLeft: () => forget() });
  const { client } = keeper;
  const answers = createAnswers(client, queries);
  const uploads = createUploads(client);
  const imports = createModelImports(client, queries);
  const forget = (): void => {
    answers.clear();
    uploads.clear();
    imports.clear();
    drafts.set(new Map());
    toasts.set([]);
    queries.clear();
  };
  return { keeper, queries, answers, uploads, imports };
}
