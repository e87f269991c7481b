import { useTranslation } from 'react-i18next';
import type { Standing } from '#shared/contract/passages.ts';
import type { State } from '#renderer/app/theme/tokens.ts';
import { standingWords } from './standing-words.ts';
import { StatusChip } from './StatusChip.tsx';

const STATES: Record<Exclude<Standing, 'in-force'>, State> = { 'not-yet': 'idle', superseded: 'degraded', withdrawn: 'failed', deleted: 'failed' };

/** Says that a document is not in force, and since when; nothing where it is. */
export function StandingChip({ standing, since }: { standing: Standing; since: string | null }) {
  const { t } = useTranslation();
  if (standing === 'in-force') return null;
  return <StatusChip state={STATES[standing]}>{standingWords(t, standing, since)}</StatusChip>;
}
