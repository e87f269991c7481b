import { useTranslation } from 'react-i18next';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Seconds as "3 d 4 h", "4 h 12 min" or "12 min". */
export function useUptime(): (seconds: number) => string {
  const { t } = useTranslation();
  return (seconds) => {
    const days = Math.floor(seconds / DAY);
    const hours = Math.floor((seconds % DAY) / HOUR);
    const minutes = Math.floor((seconds % HOUR) / MINUTE);
    const time = days > 0 ? t('admin.health.days', { days, hours }) : hours > 0 ? t('admin.health.hours', { hours, minutes }) : t('admin.health.minutes', { minutes });
    return t('admin.health.uptime', { time });
  };
}
