import Person from '@mui/icons-material/PersonOutlined';
import { Button, Stack, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { RecentPerson } from './recent-people.ts';

interface Props {
  people: readonly RecentPerson[];
  onChoose: (person: RecentPerson) => void;
  onForget: () => void;
}

/** Who shares this workstation: one press, then the password or PIN. */
export function RecentPeople({ people, onChoose, onForget }: Props) {
  const { t } = useTranslation();
  return (
    <Stack component="section" aria-label={t('identity.recent.title')} sx={{ gap: 1 }}>
      <Stack direction="row" sx={{ alignItems: 'center', justifyContent: 'space-between', gap: 1 }}>
        <Typography variant="body2" color="textSecondary">
          {t('identity.recent.title')}
        </Typography>
        <Button size="small" onClick={onForget}>
          {t('identity.recent.forget')}
        </Button>
      </Stack>
      <Stack component="ul" direction="row" useFlexGap sx={{ flexWrap: 'wrap', gap: 1, margin: 0, padding: 0, listStyle: 'none' }}>
        {people.map((person) => (
          <li key={`${person.by} ${person.plant} ${person.name}`}>
            <Button variant="outlined" startIcon={<Person />} onClick={() => onChoose(person)}>
              {person.plant === '' ? person.name : `${person.name}, ${person.plant}`}
            </Button>
          </li>
        ))}
      </Stack>
    </Stack>
  );
}
