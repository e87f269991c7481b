import { Badge, Box, ButtonBase, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { useIdentity } from '#renderer/client/identity-context.tsx';
import { useWaitingApprovals } from '#renderer/features/approvals/use-waiting-approvals.ts';
import { screensFor } from './screens.ts';

/** The way to the screens. What a person may not open is not there. */
export function Rail() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const screens = screensFor(useIdentity());
  const waiting = useWaitingApprovals();
  return (
    <Box component="nav" aria-label={t('frame.nav')} sx={({ tokens, measures }) => ({ width: { xs: measures.rail - 12, sm: measures.rail }, flex: 'none', backgroundColor: tokens.surface, borderInlineEnd: `1px solid ${tokens.line}`, paddingBlock: 1, overflow: 'auto' })}>
      {screens.map(({ name, to, icon: Icon }) => {
        const here = pathname === to || pathname.startsWith(`${to}/`);
        return (
          <ButtonBase
            key={name}
            component={Link}
            to={to}
            aria-current={here ? 'page' : undefined}
            aria-label={name === 'approvals' && waiting > 0 ? `${t('frame.approvals')}, ${t('approvals.waitingCount', { count: waiting })}` : undefined}
            sx={({ tokens, measures }) => ({
              display: 'flex',
              flexDirection: 'column',
              gap: 0.25,
              width: '100%',
              minHeight: measures.target + 22,
              paddingInline: { xs: 0, sm: 0.5 },
              color: here ? tokens.ink : tokens.softInk,
              backgroundColor: here ? tokens.selected : 'transparent',
              borderInlineStart: `4px solid ${here ? tokens.ink : 'transparent'}`,
              '&:hover': { backgroundColor: tokens.hover },
              '&:focus-visible': { outlineOffset: -4 },
            })}
          >
            <Badge badgeContent={name === 'approvals' ? waiting : 0} color="error" max={99} aria-hidden>
              <Icon aria-hidden />
            </Badge>
            <Typography variant="caption" component="span" sx={{ fontWeight: here ? 700 : 500, textAlign: 'center', hyphens: 'auto', lineHeight: 1.2 }}>
              {t(`frame.${name}`)}
            </Typography>
          </ButtonBase>
        );
      })}
    </Box>
  );
}
