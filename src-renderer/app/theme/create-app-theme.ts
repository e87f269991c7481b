import { createTheme, type Theme } from '@mui/material/styles';
import { componentStyles } from './component-styles.ts';
import { type Density, fonts, type Measures, measures, type Palette, palettes, radius, type Scheme, type State, type StateColour } from './tokens.ts';

declare module '@mui/material/styles' {
  interface Theme {
    tokens: Palette;
    measures: Measures;
    scheme: Scheme;
  }
  interface ThemeOptions {
    tokens?: Palette;
    measures?: Measures;
    scheme?: Scheme;
  }
}

const colour = ({ ink, paper }: StateColour, contrastText: string) => ({ main: ink, light: paper, dark: ink, contrastText });

function muiPalette(scheme: Scheme, tokens: Palette) {
  const onInk = scheme === 'light' ? '#ffffff' : '#0e1113';
  const of = (state: State) => colour(tokens.states[state], onInk);
  return {
    mode: scheme === 'light' ? ('light' as const) : ('dark' as const),
    primary: { main: tokens.ink, light: tokens.softInk, dark: tokens.ink, contrastText: onInk },
    secondary: { main: tokens.softInk, contrastText: onInk },
    info: of('working'),
    success: of('ready'),
    warning: of('degraded'),
    error: of('failed'),
    background: { default: tokens.canvas, paper: tokens.surface },
    text: { primary: tokens.ink, secondary: tokens.softInk, disabled: tokens.strongLine },
    divider: tokens.line,
    action: { hover: tokens.hover, selected: tokens.selected, active: tokens.softInk },
  };
}

/** The whole look for one scheme and one density. */
export function createAppTheme(scheme: Scheme, density: Density): Theme {
  const tokens = palettes[scheme];
  const sizes = measures[density];
  const base = createTheme({
    tokens,
    measures: sizes,
    scheme,
    palette: muiPalette(scheme, tokens),
    shape: { borderRadius: radius },
    typography: {
      fontFamily: fonts.text,
      fontSize: (sizes.text / 16) * 14,
      htmlFontSize: 16,
      h1: { fontSize: sizes.text * 1.5, fontWeight: 600, lineHeight: 1.25 },
      h2: { fontSize: sizes.text * 1.2, fontWeight: 600, lineHeight: 1.3 },
      h3: { fontSize: sizes.text, fontWeight: 600, lineHeight: 1.4 },
      body1: { fontSize: sizes.text, lineHeight: 1.55 },
      body2: { fontSize: sizes.text * 0.93, lineHeight: 1.5 },
      caption: { fontSize: sizes.text * 0.85, lineHeight: 1.4 },
      button: { fontSize: sizes.text * 0.95, fontWeight: 600, textTransform: 'none' },
    },
    transitions: { duration: { enteringScreen: 0, leavingScreen: 0, standard: 0, short: 0, shorter: 0, shortest: 0, complex: 0 } },
  });
  return createTheme(base, { components: componentStyles(tokens, sizes) });
}
