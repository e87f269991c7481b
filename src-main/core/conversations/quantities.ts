import { normalNumber } from './words.ts';

/** Units as they compare, by how they are written in English, German and Vietnamese; folded to lower case where case says nothing. */
const UNITS: Readonly<Record<string, readonly string[]>> = {
  bar: ['bar', 'bars'],
  mbar: ['mbar'],
  psi: ['psi', 'psig'],
  kPa: ['kPa'],
  MPa: ['MPa'],
  Pa: ['Pa'],
  '°C': ['°C', '° C', 'ºC', 'deg C', 'degrees C', 'degrees Celsius', 'Grad Celsius', 'độ C'],
  '°F': ['°F', '° F', 'ºF', 'deg F', 'degrees F', 'degrees Fahrenheit'],
  V: ['V', 'volt', 'volts', 'Volt', 'VDC', 'VAC', 'Vdc', 'Vac'],
  mV: ['mV'],
  kV: ['kV'],
  A: ['A', 'amp', 'amps', 'ampere', 'amperes', 'Ampere'],
  mA: ['mA'],
  W: ['W', 'watt', 'watts', 'Watt'],
  kW: ['kW'],
  MW: ['MW'],
  Hz: ['Hz'],
  kHz: ['kHz'],
  rpm: ['rpm', 'RPM', 'r/min', '1/min', 'min-1', 'U/min', 'vòng/phút'],
  mm: ['mm', 'millimetres', 'millimeters'],
  cm: ['cm'],
  m: ['m', 'metre', 'metres', 'meter', 'meters', 'Meter', 'mét'],
  km: ['km'],
  in: ['inch', 'inches', 'Zoll'],
  ft: ['ft', 'foot', 'feet'],
  mg: ['mg'],
  g: ['g', 'gram', 'grams', 'Gramm'],
  kg: ['kg', 'kilogram', 'kilograms', 'Kilogramm'],
  t: ['t', 'tons', 'tonnes', 'tonne', 'Tonnen', 'tấn'],
  lb: ['lb', 'lbs', 'pound', 'pounds'],
  Nm: ['Nm', 'N·m', 'N m', 'N.m'],
  ml: ['ml', 'mL'],
  l: ['l', 'L', 'litre', 'litres', 'liter', 'liters', 'Liter', 'lít'],
  '%': ['%', 'percent', 'per cent', 'Prozent', 'phần trăm'],
  ppm: ['ppm'],
  dB: ['dB', 'dB(A)', 'dBA'],
  Ω: ['Ω', 'ohm', 'ohms', 'Ohm', 'Ohms'],
  kΩ: ['kΩ', 'kohm', 'kOhm'],
  second: ['s', 'sec', 'second', 'seconds', 'Sekunde', 'Sekunden', 'giây'],
  minute: ['min', 'mins', 'minute', 'minutes', 'Minute', 'Minuten', 'phút'],
  hour: ['h', 'hr', 'hrs', 'hour', 'hours', 'Stunde', 'Stunden', 'giờ'],
  day: ['d', 'day', 'days', 'Tag', 'Tage', 'Tagen', 'ngày'],
  week: ['week', 'weeks', 'Woche', 'Wochen', 'tuần'],
  month: ['month', 'months', 'Monat', 'Monate', 'Monaten', 'tháng'],
  year: ['year', 'years', 'Jahr', 'Jahre', 'Jahren', 'năm'],
};

const BY_SPELLING = new Map(Object.entries(UNITS).flatMap(([unit, spellings]) => spellings.map((spelling) => [spelling, unit] as const)));
const SPELLINGS = [...BY_SPELLING.keys()].sort((a, b) => b.length - a.length).map((spelling) => spelling.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
/** The digits of a code are no number: `P-101A` is no hundred and one amperes. */
const QUANTITY = new RegExp(`(?<![\\p{L}\\p{N}])(?<!\\p{L}[-./_])(\\d+(?:[.,]\\d+)*)(?:\\s|-)?(${SPELLINGS.join('|')})(?![\\p{L}\\p{N}])`, 'gu');

export interface Quantity {
  number: string;
  unit: string;
}

/** Numbers with the unit behind them, both as they compare: `3,5 Stunden` and `3.5 h` are the same. Nothing is converted. */
export function quantitiesOf(text: string): Quantity[] {
  return Array.from(text.normalize('NFC').replace(/\u00a0|\u202f/g, ' ').matchAll(QUANTITY), ([, digits = '', spelling = '']) => ({
    number: normalNumber(digits),
    unit: BY_SPELLING.get(spelling) ?? spelling,
  }));
}

/** A quantity whose number stands in the source only with another unit. Where the source has it bare, as in tables, nobody can tell. */
export function wrongUnit(claim: string, source: string): boolean {
  const there = Map.groupBy(quantitiesOf(source), ({ number }) => number);
  const bare = new Set(Array.from(source.normalize('NFC').replace(QUANTITY, ' ').matchAll(/\d+(?:[.,]\d+)*/g), ([digits]) => normalNumber(digits)));
  return quantitiesOf(claim).some(({ number, unit }) => !bare.has(number) && there.has(number) && there.get(number)?.every((other) => other.unit !== unit) === true);
}
