import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TenantSummary } from '#shared/contract/tenants.ts';
import { FramedTable } from '#renderer/components/FramedTable.tsx';
import { LimitsDialog } from './LimitsDialog.tsx';
import { PlantRow } from './PlantRow.tsx';
import { SuspendDialog } from './SuspendDialog.tsx';

type Opened = { dialog: 'suspend' | 'limits'; plant: TenantSummary };

export function PlantTable({ plants }: { plants: readonly TenantSummary[] }) {
  const { t } = useTranslation();
  const [opened, open] = useState<Opened | null>(null);
  const close = () => open(null);
  const columns = [t('tenancy.plants.plant'), t('tenancy.plants.documents'), t('tenancy.plants.bytes'), t('tenancy.plants.tokens'), t('tenancy.plants.generations'), t('documents.column.actions')];
  return (
    <>
      <FramedTable label={t('tenancy.plants.title')} columns={columns}>
        {plants.map((plant) => (
          <PlantRow key={plant.id} plant={plant} onSuspend={() => open({ dialog: 'suspend', plant })} onLimits={() => open({ dialog: 'limits', plant })} />
        ))}
      </FramedTable>
      {opened?.dialog === 'suspend' && <SuspendDialog plant={opened.plant} onClose={close} />}
      {opened?.dialog === 'limits' && <LimitsDialog plant={opened.plant} onClose={close} />}
    </>
  );
}
