/** Every colour, size and measure of the screens. Colour means state and nothing else; the rest is ink on paper. */

export const SCHEMES = ['light', 'dark', 'contrast'] as const;
export type Scheme = (typeof SCHEMES)[number];

export const DENSITIES = ['desk', 'touch'] as const;
export type Density = (typeof DENSITIES)[number];

/** What a colour can say: nothing happens, something works, it is ready, it works with less, it failed. */
export const STATES = ['idle', 'working', 'ready', 'degraded', 'failed'] as const;
export type State = (typeof STATES)[number];

export interface StateColour {
  ink: string;
  paper: string;
}

export interface Palette {
  canvas: string;
  surface: string;
  raised: string;
  line: string;
  strongLine: string;
  ink: string;
  softInk: string;
  /** Behind what is chosen or pointed at. */
  hover: string;
  selected: string;
  focus: string;
  /** The marker pen over a passage. */
  mark: string;
  markInk: string;
  states: Record<State, StateColour>;
}

export const palettes: Record<Scheme, Palette> = {
  light: {
    canvas: '#f3f4f5',
    surface: '#ffffff',
    raised: '#ffffff',
    line: '#d8dcdf',
    strongLine: '#8a949c',
    ink: '#14191d',
    softInk: '#4d5861',
    hover: '#eceeef',
    selected: '#e2e5e7',
    focus: '#14191d',
    mark: '#ffe27a',
    markInk: '#14191d',
    states: {
      idle: { ink: '#4d5861', paper: '#eceeef' },
      working: { ink: '#0a559e', paper: '#e3eefa' },
      ready: { ink: '#19683a', paper: '#e2f2e7' },
      degraded: { ink: '#7d5100', paper: '#fdf0d2' },
      failed: { ink: '#a9211a', paper: '#fbe6e4' },
    },
  },
  dark: {
    canvas: '#0e1113',
    surface: '#15191c',
    raised: '#1c2125',
    line: '#2c3338',
    strongLine: '#66717a',
    ink: '#dfe4e7',
    softInk: '#a0abb3',
    hover: '#20262a',
    selected: '#2a3136',
    focus: '#dfe4e7',
    mark: '#6b5710',
    markInk: '#fff4cc',
    states: {
      idle: { ink: '#a0abb3', paper: '#20262a' },
      working: { ink: '#7ab8f5', paper: '#12273a' },
      ready: { ink: '#74ca90', paper: '#12291b' },
      degraded: { ink: '#ecb955', paper: '#312509' },
      failed: { ink: '#f58f86', paper: '#371614' },
    },
  },
  contrast: {
    canvas: '#000000',
    surface: '#000000',
    raised: '#000000',
    line: '#ffffff',
    strongLine: '#ffffff',
    ink: '#ffffff',
    softInk: '#ffffff',
    hover: '#2b2b2b',
    selected: '#3d3d3d',
    focus: '#ffff00',
    mark: '#ffff00',
    markInk: '#000000',
    states: {
      idle: { ink: '#ffffff', paper: '#000000' },
      working: { ink: '#66d9ff', paper: '#000000' },
      ready: { ink: '#5cff8d', paper: '#000000' },
      degraded: { ink: '#ffc83d', paper: '#000000' },
      failed: { ink: '#ff9c94', paper: '#000000' },
    },
  },
};

export interface Measures {
  /** Body text, in pixels. */
  text: number;
  /** Smallest height of anything that is pressed, in pixels. */
  target: number;
  row: number;
  rail: number;
  strip: number;
  gap: number;
}

export const measures: Record<Density, Measures> = {
  desk: { text: 15, target: 36, row: 44, rail: 104, strip: 48, gap: 12 },
  touch: { text: 18, target: 48, row: 60, rail: 132, strip: 60, gap: 16 },
};

export const fonts = {
  text: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  mono: 'ui-monospace, "Cascadia Mono", Consolas, "Liberation Mono", Menlo, monospace',
};

export const radius = 6;

/** Bands that tell plants apart. None of them is a state's colour. */
export const plantBands = ['#6a4c93', '#00798c', '#8d5a3b', '#4a5ba8', '#8c2f6b', '#5d6b2f', '#2f4858', '#a0522d'];
