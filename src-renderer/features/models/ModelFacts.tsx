import { useTranslation } from 'react-i18next';
import type { InstalledModel } from '#shared/contract/models.ts';
import { fonts } from '#renderer/app/theme/tokens.ts';
import { Facts } from '#renderer/components/Facts.tsx';
import { formatBytes, formatNumber } from '#renderer/components/format.ts';

const BILLION = 1e9;
const MILLION = 1e6;

/** What the file says about itself, and which agents have it for their own. */
export function ModelFacts({ agents, model: { filename, sizeBytes, architecture, parameters, quantization, contextTokens, dimension, licence, sha256 } }: { model: InstalledModel; agents: readonly string[] }) {
  const { t, i18n } = useTranslation();
  const number = (value: number, digits = 0) => formatNumber(value, i18n.language, digits);
  const size = (count: number) => (count >= BILLION ? t('models.billions', { value: number(count / BILLION, 1) }) : t('models.millions', { value: number(count / MILLION, 1) }));
  return (
    <Facts
      facts={[
        [t('models.fact.size'), `${filename} · ${formatBytes(sizeBytes, t, i18n.language)}`],
        architecture !== null && [t('models.fact.architecture'), architecture],
        parameters !== null && [t('models.fact.parameters'), size(parameters)],
        quantization !== null && [t('models.fact.quantization'), quantization],
        contextTokens !== null && [t('models.fact.context'), t('models.contextValue', { count: number(contextTokens) })],
        dimension !== null && [t('models.fact.dimension'), t('models.dimensionValue', { count: dimension })],
        licence !== null && [t('models.fact.licence'), licence],
        agents.length > 0 && [t('models.fact.agents'), agents.join(', ')],
        sha256 !== null && [t('models.fact.checksum'), <span key="sum" title={sha256} style={{ fontFamily: fonts.mono }}>{sha256.slice(0, 16)}…</span>],
      ]}
    />
  );
}
