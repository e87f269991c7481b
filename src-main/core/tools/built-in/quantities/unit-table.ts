/** Exponents of metre, kilogram, second, ampere, kelvin, mole, candela and of things that are counted. */
export type Dimension = readonly [number, number, number, number, number, number, number, number];

export interface Unit {
  /** SI units in one of this. */
  factor: number;
  /** What zero of it is in SI units; only temperatures that are read off a scale have one. */
  offset: number;
  dimension: Dimension;
}

const dim = (m = 0, kg = 0, s = 0, a = 0, k = 0, mol = 0, cd = 0, n = 0): Dimension => [m, kg, s, a, k, mol, cd, n];

export const NONE = dim();
const LENGTH = dim(1);
const AREA = dim(2);
const VOLUME = dim(3);
const MASS = dim(0, 1);
const TIME = dim(0, 0, 1);
const SPEED = dim(1, 0, -1);
const FORCE = dim(1, 1, -2);
const PRESSURE = dim(-1, 1, -2);
const ENERGY = dim(2, 1, -2);
const POWER = dim(2, 1, -3);
const TEMPERATURE = dim(0, 0, 0, 0, 1);
const FREQUENCY = dim(0, 0, -1);
const FLOW = dim(3, 0, -1);
const VISCOSITY = dim(-1, 1, -1);
const VOLTAGE = dim(2, 1, -3, -1);

const INCH = 0.0254;
const POUND = 0.45359237;
const GRAVITY = 9.80665;
const GALLON = 3.785411784e-3;
const IMPERIAL_GALLON = 4.54609e-3;
const BTU = 1055.05585262;

/** Units that take the prefixes of the SI. */
const PREFIXED: Readonly<Record<string, readonly [number, Dimension]>> = {
  m: [1, LENGTH], g: [1e-3, MASS], s: [1, TIME], A: [1, dim(0, 0, 0, 1)], K: [1, TEMPERATURE], mol: [1, dim(0, 0, 0, 0, 0, 1)], cd: [1, dim(0, 0, 0, 0, 0, 0, 1)],
  N: [1, FORCE], Pa: [1, PRESSURE], bar: [1e5, PRESSURE], J: [1, ENERGY], W: [1, POWER], Wh: [3600, ENERGY], VA: [1, POWER], V: [1, VOLTAGE], Hz: [1, FREQUENCY],
  C: [1, dim(0, 0, 1, 1)], Ah: [3600, dim(0, 0, 1, 1)], F: [1, dim(-2, -1, 4, 2)], ohm: [1, dim(2, 1, -3, -2)], S: [1, dim(-2, -1, 3, 2)], H: [1, dim(2, 1, -2, -2)], T: [1, dim(0, 1, -2, -1)], Wb: [1, dim(2, 1, -2, -1)],
  l: [1e-3, VOLUME], L: [1e-3, VOLUME], t: [1e3, MASS], P: [0.1, VISCOSITY], St: [1e-4, dim(2, 0, -1)], cal: [4.184, ENERGY], eV: [1.602176634e-19, ENERGY], rad: [1, NONE], Bq: [1, FREQUENCY], Gy: [1, dim(2, 0, -2)], Sv: [1, dim(2, 0, -2)], lm: [1, dim(0, 0, 0, 0, 0, 0, 1)], lx: [1, dim(-2, 0, 0, 0, 0, 0, 1)],
};

/** Units that take none. */
const PLAIN: Readonly<Record<string, readonly [number, Dimension, number?]>> = {
  min: [60, TIME], h: [3600, TIME], hr: [3600, TIME], d: [86_400, TIME], day: [86_400, TIME], week: [604_800, TIME], a: [31_557_600, TIME], year: [31_557_600, TIME],
  in: [INCH, LENGTH], inch: [INCH, LENGTH], ft: [12 * INCH, LENGTH], yd: [36 * INCH, LENGTH], mi: [1609.344, LENGTH], nmi: [1852, LENGTH], mil: [INCH / 1000, LENGTH], micron: [1e-6, LENGTH],
  ha: [1e4, AREA], acre: [4046.8564224, AREA],
  gal: [GALLON, VOLUME], galUK: [IMPERIAL_GALLON, VOLUME], bbl: [42 * GALLON, VOLUME], cuft: [(12 * INCH) ** 3, VOLUME],
  lb: [POUND, MASS], lbs: [POUND, MASS], oz: [POUND / 16, MASS], ton: [2000 * POUND, MASS], tonUK: [2240 * POUND, MASS],
  kph: [1 / 3.6, SPEED], mph: [0.44704, SPEED], kn: [1852 / 3600, SPEED],
  kgf: [GRAVITY, FORCE], lbf: [POUND * GRAVITY, FORCE], dyn: [1e-5, FORCE],
  psi: [(POUND * GRAVITY) / INCH ** 2, PRESSURE], ksi: [(1e3 * POUND * GRAVITY) / INCH ** 2, PRESSURE], atm: [101_325, PRESSURE], at: [GRAVITY * 1e4, PRESSURE], torr: [101_325 / 760, PRESSURE],
  mmHg: [133.322387415, PRESSURE], inHg: [3386.388640341, PRESSURE], mmH2O: [GRAVITY, PRESSURE], cmH2O: [GRAVITY * 10, PRESSURE], mH2O: [GRAVITY * 1e3, PRESSURE], mmWC: [GRAVITY, PRESSURE], mWC: [GRAVITY * 1e3, PRESSURE], inH2O: [249.08891, PRESSURE],
  BTU: [BTU, ENERGY], therm: [1e5 * BTU, ENERGY], hp: [550 * 12 * INCH * POUND * GRAVITY, POWER], PS: [75 * GRAVITY, POWER], TR: [12_000 * BTU / 3600, POWER],
  rpm: [1 / 60, FREQUENCY], lpm: [1e-3 / 60, FLOW], gpm: [GALLON / 60, FLOW], cfm: [(12 * INCH) ** 3 / 60, FLOW], var: [1, POWER], kvar: [1e3, POWER],
  degC: [1, TEMPERATURE, 273.15], '°C': [1, TEMPERATURE, 273.15], degF: [5 / 9, TEMPERATURE, 459.67 * 5 / 9], '°F': [5 / 9, TEMPERATURE, 459.67 * 5 / 9], degR: [5 / 9, TEMPERATURE],
  deltaC: [1, TEMPERATURE], deltaF: [5 / 9, TEMPERATURE],
  deg: [Math.PI / 180, NONE], '°': [Math.PI / 180, NONE], rev: [2 * Math.PI, NONE], '%': [0.01, NONE], percent: [0.01, NONE], ppm: [1e-6, NONE], ppb: [1e-9, NONE], pcs: [1, dim(0, 0, 0, 0, 0, 0, 0, 1)], 'Ω': [1, dim(2, 1, -3, -2)],
};

const PREFIXES: Readonly<Record<string, number>> = {
  da: 10, h: 1e2, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, d: 1e-1, c: 1e-2, m: 1e-3, u: 1e-6, 'µ': 1e-6, 'μ': 1e-6, n: 1e-9, p: 1e-12,
};

/** The unit of that name, or undefined. What stands in the tables as it is comes before what a prefix makes: `min` is a minute, `PS` no petasiemens. */
export function unitNamed(name: string): Unit | undefined {
  const plain = Object.hasOwn(PLAIN, name) ? PLAIN[name] : undefined;
  if (plain) return { factor: plain[0], dimension: plain[1], offset: plain[2] ?? 0 };
  const whole = Object.hasOwn(PREFIXED, name) ? PREFIXED[name] : undefined;
  if (whole) return { factor: whole[0], dimension: whole[1], offset: 0 };
  for (const length of [1, 2]) {
    const [prefix, rest] = [name.slice(0, length), name.slice(length)];
    const base = Object.hasOwn(PREFIXED, rest) ? PREFIXED[rest] : undefined;
    if (base && Object.hasOwn(PREFIXES, prefix)) return { factor: base[0] * (PREFIXES[prefix] ?? 1), dimension: base[1], offset: 0 };
  }
  return powerOf(name);
}

/** `m3` and `mm2`, as they stand in data sheets. */
function powerOf(name: string): Unit | undefined {
  const exponent = Number(name.at(-1));
  const base = /[^\d][23]$/u.test(name) ? unitNamed(name.slice(0, -1)) : undefined;
  if (!base || base.offset !== 0) return undefined;
  return { factor: base.factor ** exponent, dimension: base.dimension.map((each) => each * exponent) as unknown as Dimension, offset: 0 };
}
