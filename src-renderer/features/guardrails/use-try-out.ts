import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { GuardrailSettings } from '#shared/contract/guardrails.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useDebounced } from '#renderer/components/use-debounced.ts';

const WAIT_MS = 300;

/** What rules would make of an answer, a moment after it was typed. */
export function useTryOut(tried: { answer: string; source: string; settings: GuardrailSettings }, enabled: boolean) {
  const client = useClient();
  const asked = useDebounced(JSON.stringify(tried), WAIT_MS);
  return useQuery({
    queryKey: ['guardrails-try', asked],
    queryFn: async ({ signal }) => {
      const input = JSON.parse(asked) as typeof tried;
      return { answer: input.answer, ...(await client.guardrails.tryOut(input, { signal })) };
    },
    enabled,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
}
