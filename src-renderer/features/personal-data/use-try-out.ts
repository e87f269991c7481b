import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { PersonalDataSettings } from '#shared/contract/personal-data.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useDebounced } from '#renderer/components/use-debounced.ts';

const WAIT_MS = 300;

/** What these rules would find in a text, a moment after it was typed. */
export function useTryOut(text: string, rules: Pick<PersonalDataSettings, 'kinds' | 'patterns'>, enabled: boolean) {
  const client = useClient();
  const asked = useDebounced(JSON.stringify({ text, kinds: rules.kinds, patterns: rules.patterns }), WAIT_MS);
  return useQuery({
    queryKey: ['personal-data-try', asked],
    queryFn: async ({ signal }) => {
      const input = JSON.parse(asked) as Parameters<typeof client.personalData.tryOut>[0];
      return { text: input.text, ...(await client.personalData.tryOut(input, { signal })) };
    },
    enabled,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
}
