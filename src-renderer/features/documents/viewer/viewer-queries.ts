import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { TextRange } from '#shared/contract/passages.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useDocumentsState } from '#renderer/client/documents-context.tsx';

/** Originals are large: kept only shortly after the viewer let go of them. */
const KEEP_ORIGINAL_MS = 60_000;

/** A document, kept up to date by what is heard of all of them. */
export function useDocument(id: string) {
  const client = useClient();
  const queries = useQueryClient();
  const heard = useDocumentsState().documents?.get(id);
  useEffect(() => {
    if (heard !== undefined) queries.setQueryData(['documents', 'get', id], heard);
  }, [queries, id, heard]);
  return useQuery({ queryKey: ['documents', 'get', id], queryFn: ({ signal }) => client.documents.get({ id }, { signal }) });
}

export function useOriginal(id: string, wanted: boolean) {
  const client = useClient();
  return useQuery({
    queryKey: ['documents', 'original', id],
    queryFn: ({ signal }) => client.documents.original({ id }, { signal }),
    enabled: wanted,
    staleTime: Infinity,
    gcTime: KEEP_ORIGINAL_MS,
  });
}

export function useDocumentText(id: string, wanted: boolean) {
  const client = useClient();
  return useQuery({ queryKey: ['documents', 'text', id], queryFn: ({ signal }) => client.documents.text({ id }, { signal }), enabled: wanted });
}

/** Where the passage stands on its page. */
export function usePassagePlace(id: string, span: TextRange | null) {
  const client = useClient();
  return useQuery({
    queryKey: ['documents', 'passage', id, span],
    queryFn: ({ signal }) => client.documents.passage({ id, part: span?.part ?? 0, start: span?.start ?? 0, end: span?.end ?? 0 }, { signal }),
    enabled: span !== null,
    staleTime: Infinity,
  });
}
