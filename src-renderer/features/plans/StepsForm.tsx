import { Autocomplete, Box, Button, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { MOST_PLAN_STEPS, type PlanStepDraft } from '#shared/contract/plans.ts';

/** No name of an agent: those have no hyphen before them. */
const DOCUMENTS = '-';

interface Props {
  steps: readonly PlanStepDraft[];
  agents: readonly { name: string; title: string }[];
  onChange: (steps: PlanStepDraft[]) => void;
}

/** A key that no step has. */
function freshKey(steps: readonly Pick<PlanStepDraft, 'key'>[]): string {
  const taken = new Set(steps.map(({ key }) => key));
  let n = steps.length + 1;
  while (taken.has(`s${n}`)) n += 1;
  return `s${n}`;
}

export const emptyStep = (steps: readonly Pick<PlanStepDraft, 'key'>[]): PlanStepDraft => ({ key: freshKey(steps), title: '', instruction: '', agent: null, expected: '', after: [] });

/** The steps of a plan to write and change: each with what it waits for. */
export function StepsForm({ steps, agents, onChange }: Props) {
  const { t } = useTranslation();
  const replace = (key: string, change: Partial<PlanStepDraft>) => onChange(steps.map((step) => (step.key === key ? { ...step, ...change } : step)));
  const remove = (key: string) => onChange(steps.filter((step) => step.key !== key).map((step) => ({ ...step, after: step.after.filter((each) => each !== key) })));
  const nameOf = (key: string): string => {
    const at = steps.findIndex((step) => step.key === key);
    return steps[at]?.title || t('plans.step', { n: at + 1 });
  };
  return (
    <Stack sx={{ gap: 2 }}>
      {steps.map(({ key, title, instruction, agent, expected, after }, at) => (
        <Box key={key} component="fieldset" sx={({ tokens }) => ({ border: `1px solid ${tokens.line}`, borderRadius: 1, padding: 2, margin: 0, minWidth: 0 })}>
          <Typography component="legend" variant="body2" sx={{ paddingInline: 0.5, fontWeight: 600 }}>
            {t('plans.step', { n: at + 1 })}
          </Typography>
          <Stack sx={{ gap: 1.5 }}>
            <TextField size="small" required label={t('plans.field.title')} value={title} onChange={({ target }) => replace(key, { title: target.value })} slotProps={{ htmlInput: { maxLength: 120 } }} />
            <TextField size="small" required multiline minRows={2} label={t('plans.field.instruction')} value={instruction} onChange={({ target }) => replace(key, { instruction: target.value })} slotProps={{ htmlInput: { maxLength: 2_000 } }} />
            <Stack direction="row" sx={{ gap: 1.5, flexWrap: 'wrap' }}>
              <TextField select size="small" label={t('plans.field.agent')} value={agent ?? DOCUMENTS} onChange={({ target }) => replace(key, { agent: target.value === DOCUMENTS ? null : target.value })} sx={{ flex: '1 1 14rem' }}>
                <MenuItem value={DOCUMENTS}>{t('plans.documents')}</MenuItem>
                {agents.map(({ name, title: called }) => (
                  <MenuItem key={name} value={name}>
                    {called}
                  </MenuItem>
                ))}
                {agent !== null && !agents.some(({ name }) => name === agent) && <MenuItem value={agent}>{agent}</MenuItem>}
              </TextField>
              <Autocomplete
                multiple
                disableCloseOnSelect
                size="small"
                options={steps.filter((step) => step.key !== key).map((step) => step.key)}
                value={[...after]}
                getOptionLabel={nameOf}
                onChange={(_, value) => replace(key, { after: value })}
                renderInput={(field) => <TextField {...field} label={t('plans.field.after')} />}
                sx={{ flex: '2 1 18rem' }}
              />
            </Stack>
            <TextField size="small" label={t('plans.field.expected')} value={expected} onChange={({ target }) => replace(key, { expected: target.value })} slotProps={{ htmlInput: { maxLength: 500 } }} />
            {steps.length > 1 && (
              <Button size="small" onClick={() => remove(key)} sx={{ alignSelf: 'flex-start' }}>
                {t('plans.removeStep', { n: at + 1 })}
              </Button>
            )}
          </Stack>
        </Box>
      ))}
      {steps.length < MOST_PLAN_STEPS && (
        <Button variant="outlined" onClick={() => onChange([...steps, emptyStep(steps)])} sx={{ alignSelf: 'flex-start' }}>
          {t('plans.addStep')}
        </Button>
      )}
    </Stack>
  );
}
