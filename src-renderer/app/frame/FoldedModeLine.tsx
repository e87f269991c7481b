import ExpandLess from '@mui/icons-material/ExpandLessOutlined';
import ExpandMore from '@mui/icons-material/ExpandMoreOutlined';
import { Box, ButtonBase, Link as MuiLink, Typography } from '@mui/material';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { StateIcon } from '#renderer/components/StatusChip.tsx';
import type { ModePart } from './use-mode-parts.ts';

/** The mode line in one row: the state of each part beside its name. Read out whole; unfolds to the sentences, with what there is to know beside them. */
export function FoldedModeLine({ parts }: { parts: readonly ModePart[] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const list = useId();
  const Fold = open ? ExpandLess : ExpandMore;
  return (
    <>
      <ButtonBase aria-label={parts.map(({ text }) => text).join('. ')} aria-expanded={open} aria-controls={open ? list : undefined} onClick={() => setOpen(!open)} sx={({ measures, tokens }) => ({ width: '100%', minHeight: measures.target, justifyContent: 'flex-start', flexWrap: 'wrap', columnGap: 0.5, borderRadius: 1, color: tokens.ink, '&:hover': { backgroundColor: tokens.hover } })}>
        {parts.map(({ name, state }) => (
          <Box key={name} component="span" sx={({ tokens, typography }) => ({ display: 'inline-flex', alignItems: 'center', gap: 0.5, paddingInline: 0.75, paddingBlock: 0.25, borderRadius: 1, fontSize: typography.body2.fontSize, backgroundColor: state === 'degraded' ? tokens.states.degraded.paper : 'transparent' })}>
            <StateIcon state={state} />
            {t(`frame.mode.topics.${name}`)}
          </Box>
        ))}
        <Fold aria-hidden fontSize="small" sx={{ marginInlineStart: 'auto' }} />
      </ButtonBase>
      {open && (
        <Box component="ul" id={list} sx={{ width: '100%', listStyle: 'none', margin: 0, padding: 0, paddingBottom: 1 }}>
          {parts.map((part) => (
            <UnfoldedPart key={part.name} {...part} />
          ))}
        </Box>
      )}
    </>
  );
}

function UnfoldedPart({ state, to, text, hint }: ModePart) {
  return (
    <Box component="li" data-state={state} sx={({ tokens, measures }) => ({ display: 'flex', alignItems: 'center', gap: 1, minHeight: measures.target, paddingInline: 0.75, borderRadius: 1, backgroundColor: state === 'degraded' ? tokens.states.degraded.paper : 'transparent', overflowWrap: 'anywhere' })}>
      <StateIcon state={state} />
      <Box sx={{ minWidth: 0 }}>
        {to === null ? (
          <Typography variant="body2">{text}</Typography>
        ) : (
          <MuiLink component={Link} to={to} variant="body2" color="textPrimary">
            {text}
          </MuiLink>
        )}
        {hint !== null && (
          <Typography variant="caption" component="p" color="textSecondary" sx={{ margin: 0 }}>
            {hint}
          </Typography>
        )}
      </Box>
    </Box>
  );
}
