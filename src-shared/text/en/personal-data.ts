export const personalData = {
  saved: 'Saved. It counts from the next question.',
  title: 'Personal data in questions',
  body: 'Questions, and what was said before them, are looked through before a language model gets them.',
  mode: 'When there is personal data',
  modes: { off: 'Leave it', warn: 'Note it in the record', redact: 'Put tokens in its place', block: 'Ask no model' },
  means: {
    off: 'Nothing is looked for.',
    warn: 'The model gets the question as it is. The record says which kinds it held, never what.',
    redact: 'The model sees [EMAIL_1] and the like. Whoever asked sees the answer with what they typed.',
    block: 'No model gets the question. The passages that fit best are quoted.',
  },
  kindsTitle: 'What counts as personal data',
  kinds: { email: 'E-mail address', iban: 'Bank account (IBAN)', card: 'Payment card', 'national-id': 'National id', ip: 'IP address', phone: 'Phone number' },
  passages: 'Also in passages of documents',
  try: {
    title: 'Try it',
    text: 'Text',
    hint: 'Nothing of it is kept.',
    count_one: '{{count}} piece of personal data found.',
    count_other: '{{count}} pieces of personal data found.',
  },
};
