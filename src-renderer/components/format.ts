import type { TFunction } from 'i18next';

const pad = (value: number): string => String(value).padStart(2, '0');

/** A date that cannot be misread: 2026-11-20. */
export function formatDate(iso: string): string {
  const date = new Date(iso);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** A moment that cannot be misread, in this machine's time zone: 2026-11-20 14:05. */
export function formatTime(iso: string): string {
  const date = new Date(iso);
  return `${formatDate(iso)} ${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

export function formatNumber(value: number, language: string, digits = 0): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

const UNITS = ['b', 'kb', 'mb', 'gb'] as const;

/** Bytes with a unit, in powers of 1000. */
export function formatBytes(bytes: number, t: TFunction, language: string): string {
  const step = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = formatNumber(bytes / 1000 ** step, language, step === 0 ? 0 : 1);
  return t(`common.bytes.${UNITS[step] ?? 'b'}`, { value });
}

/** A duration with a unit: 340 ms, 4.2 s. */
export function formatDuration(ms: number, t: TFunction, language: string): string {
  return ms < 1000
    ? t('common.milliseconds', { value: formatNumber(ms, language) })
    : t('common.seconds', { value: formatNumber(ms / 1000, language, 1) });
}
