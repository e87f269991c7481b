import type { Components, Theme } from '@mui/material/styles';
import type { Measures, Palette } from './tokens.ts';

/** How MUI's parts look here: flat, outlined, large enough to press, focus always seen, nothing moving without a reason. */
export function componentStyles(tokens: Palette, sizes: Measures): Components<Theme> {
  const ring = { outline: `3px solid ${tokens.focus}`, outlineOffset: 2 };
  return {
    MuiCssBaseline: {
      styleOverrides: {
        html: { height: '100%' },
        body: { height: '100%', fontVariantNumeric: 'tabular-nums', overflow: 'hidden' },
        '#root': { height: '100%' },
        ':focus-visible': ring,
        mark: { background: tokens.mark, color: tokens.markInk, borderRadius: 2 },
        '@media (prefers-reduced-motion: reduce)': { '*': { animationDuration: '0s !important', scrollBehavior: 'auto !important' } },
      },
    },
    MuiButtonBase: { defaultProps: { disableRipple: true }, styleOverrides: { root: { fontFamily: 'inherit', '&.Mui-focusVisible, &:focus-visible': ring } } },
    MuiButton: {
      defaultProps: { disableElevation: true },
      styleOverrides: {
        root: { minHeight: sizes.target, paddingInline: 14, whiteSpace: 'nowrap' },
        outlined: { borderColor: tokens.strongLine },
      },
    },
    MuiIconButton: { styleOverrides: { root: { minWidth: sizes.target, minHeight: sizes.target, borderRadius: 6, color: tokens.softInk } } },
    MuiToggleButton: {
      styleOverrides: { root: { minHeight: sizes.target, textTransform: 'none', paddingInline: 12, borderColor: tokens.strongLine, color: tokens.softInk } },
    },
    MuiChip: { styleOverrides: { root: { minHeight: sizes.target, borderRadius: 6 } } },
    MuiFormControlLabel: { styleOverrides: { root: { minHeight: sizes.target } } },
    MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: 'none' } } },
    MuiDialog: { styleOverrides: { paper: { border: `1px solid ${tokens.strongLine}`, backgroundColor: tokens.raised } } },
    // The buttons of a dialog are not broken; where they have no room beside each other they stand in rows.
    MuiDialogActions: { styleOverrides: { root: { flexWrap: 'wrap', rowGap: 4 } } },
    MuiMenu: { styleOverrides: { paper: { border: `1px solid ${tokens.strongLine}`, backgroundColor: tokens.raised } } },
    MuiMenuItem: { styleOverrides: { root: { minHeight: sizes.target } } },
    MuiPopover: { styleOverrides: { paper: { border: `1px solid ${tokens.strongLine}`, backgroundColor: tokens.raised } } },
    MuiTooltip: {
      defaultProps: { enterDelay: 400 },
      styleOverrides: {
        tooltip: { backgroundColor: tokens.raised, color: tokens.ink, border: `1px solid ${tokens.strongLine}`, fontSize: sizes.text * 0.88, maxWidth: 420 },
      },
    },
    MuiTextField: { defaultProps: { size: 'small' } },
    MuiSelect: { defaultProps: { size: 'small' } },
    MuiOutlinedInput: {
      styleOverrides: {
        // The ring is the frame itself, which leaves room for the label; an outline would run through it.
        root: { minHeight: sizes.target, backgroundColor: tokens.surface, '&.Mui-focused .MuiOutlinedInput-notchedOutline': { borderColor: tokens.focus, borderWidth: 3 } },
        notchedOutline: { borderColor: tokens.strongLine },
      },
    },
    MuiInputBase: { styleOverrides: { input: { '&::placeholder': { color: tokens.softInk, opacity: 1 } } } },
    // What a field is for is read also while it cannot be used.
    MuiFormHelperText: { styleOverrides: { root: { '&.Mui-disabled': { color: tokens.softInk } } } },
    MuiLinearProgress: { styleOverrides: { root: { height: 6, borderRadius: 3, backgroundColor: tokens.line } } },
    MuiTab: { styleOverrides: { root: { minHeight: sizes.target + 6, textTransform: 'none' } } },
    MuiTableCell: { styleOverrides: { root: { borderColor: tokens.line } } },
    MuiSnackbarContent: { styleOverrides: { root: { backgroundColor: tokens.raised, color: tokens.ink, border: `1px solid ${tokens.strongLine}` } } },
    MuiLink: { defaultProps: { underline: 'always' } },
  };
}
