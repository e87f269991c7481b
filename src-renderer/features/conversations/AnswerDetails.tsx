import { useTranslation } from 'react-i18next';
import type { Message } from '#shared/contract/conversations.ts';
import { Facts } from '#renderer/components/Facts.tsx';
import { formatDuration, formatNumber, formatTime } from '#renderer/components/format.ts';

/** What stood behind an answer: model, times, tokens. */
export function AnswerDetails({ message: { model, usage, createdAt } }: { message: Message }) {
  const { t, i18n } = useTranslation();
  const tokens = (count: number) => t('ask.detail.tokens', { count });
  const duration = (ms: number) => formatDuration(ms, t, i18n.language);
  const speed = usage?.tokensPerSecond ?? null;
  return (
    <Facts
      facts={[
        [t('ask.detail.model'), model ?? t('ask.detail.noModel')],
        [t('ask.detail.time'), formatTime(createdAt)],
        usage?.firstTokenMs != null && [t('ask.detail.firstToken'), duration(usage.firstTokenMs)],
        speed !== null && [t('ask.detail.speed'), t('ask.detail.speedValue', { value: formatNumber(speed, i18n.language, 1) })],
        usage !== null && [t('ask.detail.total'), duration(usage.totalMs)],
        usage !== null && usage.promptTokens > 0 && [t('ask.detail.prompt'), tokens(usage.promptTokens)],
        usage !== null && usage.cachedTokens > 0 && [t('ask.detail.cached'), tokens(usage.cachedTokens)],
        usage?.fromCache === true && [t('ask.detail.fromCache'), t('ask.detail.fromCacheValue')],
        usage !== null && usage.completionTokens > 0 && [t('ask.detail.completion'), tokens(usage.completionTokens)],
      ]}
    />
  );
}
