import { Step, StepLabel, Stepper, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignedIn } from '#shared/contract/auth.ts';
import { CentredPaper } from '#renderer/components/CentredPaper.tsx';
import { DocumentsStep } from './DocumentsStep.tsx';
import { ModelStep } from './ModelStep.tsx';
import { PlantStep, type PlantForm } from './PlantStep.tsx';

const WIDTH = 620;
const STEPS = ['plant', 'documents', 'model'] as const;

interface Props {
  /** Null where the one-time link was not opened: then nothing can be created. */
  setupToken: string | null;
  onSignedIn: (result: SignedIn) => void;
  /** Takes a model file chosen in the last step, once somebody is signed in. */
  onModel: (file: File) => void;
}

/** First run: three steps, one screen each. The plant is created after the second, and the third can wait. */
export function SetupScreen({ setupToken, onSignedIn, onModel }: Props) {
  const { t } = useTranslation();
  const [form, setForm] = useState<PlantForm>({ plant: '', admin: '', password: '' });
  const [step, setStep] = useState<0 | 1 | 2>(0);
  const [refused, setRefused] = useState<unknown>(null);
  const [created, setCreated] = useState<SignedIn | null>(null);
  if (setupToken === null) {
    return (
      <CentredPaper width={WIDTH}>
        <Typography variant="h1">{t('setup.needLink.title')}</Typography>
        <Typography>{t('setup.needLink.body')}</Typography>
      </CentredPaper>
    );
  }
  return (
    <CentredPaper width={WIDTH}>
      <Typography variant="body2" color="textSecondary">
        {t('setup.title')}
      </Typography>
      <Stepper activeStep={step} aria-label={t('setup.step', { step: step + 1, steps: STEPS.length })}>
        {STEPS.map((name) => (
          <Step key={name}>
            <StepLabel>{t(`setup.steps.${name}`)}</StepLabel>
          </Step>
        ))}
      </Stepper>
      {step === 0 && <PlantStep form={form} onChange={setForm} failure={refused} onNext={() => setStep(1)} />}
      {step === 1 && (
        <DocumentsStep
          setupToken={setupToken}
          form={form}
          onBack={() => setStep(0)}
          onPasswordRefused={(failure) => {
            setRefused(failure);
            setForm({ ...form, password: '' });
            setStep(0);
          }}
          onCreated={(result) => {
            setCreated(result);
            setStep(2);
          }}
        />
      )}
      {step === 2 && created !== null && (
        <ModelStep
          onDone={(file) => {
            onSignedIn(created);
            if (file !== null) onModel(file);
          }}
        />
      )}
    </CentredPaper>
  );
}
