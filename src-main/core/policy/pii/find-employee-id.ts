import { matchesOf, type PiiRecogniser } from './pii-match.ts';

/** Up to four letters, a separator, and three to ten digits: how plants number their people, who agree on nothing else. */
const ID = /(?<![\p{L}\p{N}]|[-.,/]\d?)(?:\p{Lu}{1,4}[-/]?|\p{Lu} )?\d{3,10}(?![\p{L}\p{N}]|[-.,/]\d)/gu;
/** Such a number counts only right after a word that says whose it is. */
const NAMED =
  /(?:(?:employee|staff|personnel|payroll|badge|worker)(?:'s)?[ -]?(?:id(?:entification)?|no\.?|nr\.?|number|num\.?|#)|badge|personalnummer|personal-?nr\.?|pers\.-?nr\.?|mitarbeiternummer|mitarbeiter-?nr\.?|ausweisnummer|ausweis-?nr\.?|mã (?:số )?(?:nhân viên|nv|công nhân)|số thẻ(?: nhân viên)?|msnv|mnv|matricule|número de empleado|n[ºo°]\.? de empleado|numer pracownika|personeelsnummer)[ \t:=#(-]{0,3}(?:is |ist |là )?$/iu;

export const findEmployeeId: PiiRecogniser = (text) => matchesOf('employee-id', text, ID, (_value, at) => NAMED.test(text.slice(Math.max(0, at - 40), at)));
