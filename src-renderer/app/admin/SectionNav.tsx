import { Box, ButtonBase, Typography } from '@mui/material';
import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { GroupName, OfferedSection, SectionName } from './sections.ts';

interface Props {
  sections: readonly OfferedSection[];
  chosen: SectionName;
}

/** The way to the sections of administration: a column of groups, or one row to scroll where the window is narrow. */
export function SectionNav({ sections, chosen }: Props) {
  const { t } = useTranslation();
  const nav = useRef<HTMLElement>(null);
  // There are more sections than fit on most screens, and an address may lead to the last of them.
  useEffect(() => void nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [chosen]);
  return (
    <Box
      ref={nav}
      component="nav"
      aria-label={t('admin.title')}
      sx={({ tokens }) => ({
        flex: 'none',
        width: { md: 216 },
        display: 'flex',
        flexDirection: { xs: 'row', md: 'column' },
        overflow: 'auto',
        paddingBlock: { md: 2 },
        backgroundColor: tokens.surface,
        borderInlineEnd: { md: `1px solid ${tokens.line}` },
        borderBlockEnd: { xs: `1px solid ${tokens.line}`, md: 'none' },
      })}
    >
      {[...Map.groupBy(sections, ({ group }) => group)].map(([group, members]) => (
        <SectionGroup key={group} group={group} sections={members} chosen={chosen} />
      ))}
    </Box>
  );
}

function SectionGroup({ group, sections, chosen }: Props & { group: GroupName }) {
  const { t } = useTranslation();
  const heading = useId();
  return (
    <Box role="group" aria-labelledby={heading} sx={{ display: 'flex', flexDirection: { xs: 'row', md: 'column' }, paddingBlockEnd: { md: 1.5 } }}>
      <Typography id={heading} variant="caption" sx={({ tokens }) => ({ display: { xs: 'none', md: 'block' }, paddingInline: 2.5, paddingBlock: 0.5, fontWeight: 700, color: tokens.softInk })}>
        {t(`admin.groups.${group}`)}
      </Typography>
      {sections.map(({ name }) => (
        <ButtonBase
          key={name}
          component={Link}
          to={`/admin/${name}`}
          aria-current={name === chosen ? 'page' : undefined}
          sx={({ tokens, measures }) => ({
            justifyContent: 'flex-start',
            flex: 'none',
            scrollMargin: 24,
            minHeight: measures.target,
            paddingInline: 2.5,
            textAlign: 'start',
            whiteSpace: { xs: 'nowrap', md: 'normal' },
            fontWeight: name === chosen ? 700 : 500,
            backgroundColor: name === chosen ? tokens.selected : 'transparent',
            borderInlineStart: { md: `4px solid ${name === chosen ? tokens.ink : 'transparent'}` },
            borderBlockEnd: { xs: `4px solid ${name === chosen ? tokens.ink : 'transparent'}`, md: 'none' },
            '&:hover': { backgroundColor: tokens.hover },
            '&:focus-visible': { outlineOffset: -4 },
          })}
        >
          {t(`admin.tabs.${name}`)}
        </ButtonBase>
      ))}
    </Box>
  );
}
