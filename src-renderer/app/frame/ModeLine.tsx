import { Box, ButtonBase, Tooltip } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMode } from '#renderer/client/use-mode.ts';
import { StateIcon, StatusChip } from '#renderer/components/StatusChip.tsx';
import { FoldedModeLine } from './FoldedModeLine.tsx';
import { type ModePart, useModeParts } from './use-mode-parts.ts';

/** The honesty of the product: what answers, searches and leaves the machine right now. Each part leads to its screen. Folded where the window is narrow. */
export function ModeLine({ narrow }: { narrow: boolean }) {
  const { t } = useTranslation();
  const mode = useMode();
  const partsOf = useModeParts();
  if (mode.isError) return <StatusChip state="failed">{t('frame.mode.lost')}</StatusChip>;
  if (mode.data === undefined) return <StatusChip state="idle">{t('frame.mode.unknown')}</StatusChip>;
  const parts = partsOf(mode.data);
  return (
    <Box role="group" aria-label={t('frame.mode.title')} sx={{ width: narrow ? '100%' : 'auto', display: 'flex', flexWrap: 'wrap', columnGap: 0.5 }}>
      {narrow ? <FoldedModeLine parts={parts} /> : parts.map((part) => <Part key={part.name} {...part} />)}
    </Box>
  );
}

function Part({ state, to, text, hint }: ModePart) {
  return (
    <Tooltip title={hint ?? ''} describeChild>
      <ButtonBase
        {...(to === null ? { component: 'span', tabIndex: hint === null ? -1 : 0 } : { component: Link, to })}
        data-state={state}
        sx={({ tokens, typography, measures }) => ({
          gap: 0.5,
          paddingInline: 1,
          minHeight: measures.target - 4,
          borderRadius: 1,
          fontSize: typography.body2.fontSize,
          color: tokens.ink,
          backgroundColor: state === 'degraded' ? tokens.states.degraded.paper : 'transparent',
          '&:hover': { backgroundColor: to === null ? undefined : tokens.hover },
        })}
      >
        <StateIcon state={state} />
        {text}
      </ButtonBase>
    </Tooltip>
  );
}
