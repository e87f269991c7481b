const list = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Small words that hold English sentences together. */
export const ENGLISH_WORDS = list('the of and to in is are was be for on at by with from as it this that which what how when where why who can may must should do does not no or if than then between into per');

/** Small words of languages written in ASCII letters, accents left out; none is an English word of a plant's texts. */
export const FOREIGN_WORDS = list(
  'der die das und ist nicht ein eine einer wie wird bei mit auf fur von dem den des zu im welche welcher le les est une du des et que qui quel quelle dans pour avec sur ' +
    'el los las es una de del y en cual con por para il lo gli di che della per come sono het een van en voor met op hoe wat la e nel',
);
