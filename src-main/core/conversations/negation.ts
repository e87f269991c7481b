/** Words that turn a sentence round, in English, German and Vietnamese. */
const NEGATION =
  /(?<![\p{L}])(?:not|never|no|none|nor|neither|without|cannot|can't|mustn't|don't|doesn't|isn't|aren't|won't|shouldn't|prohibited|forbidden|nicht|nie|niemals|kein(?:e[mnrs]?)?|ohne|weder|verboten|untersagt|không|chưa|chẳng|đừng|cấm|nghiêm\s+cấm)(?![\p{L}])/giu;
/** These only say how much. */
const BOUND =
  /(?<![\p{L}])(?:not\s+(?:to\s+)?exceed(?:ing)?|not\s+(?:be\s+)?(?:more|less|fewer|greater|higher|lower|later|earlier|only)(?:\s+than)?|no\s+(?:more|less|fewer|greater|higher|lower|later)\s+than|nicht\s+(?:mehr|weniger|höher|nur|über(?:schreiten|steigen)?)|không\s+(?:quá|vượt\s+quá|ít\s+hơn|nhiều\s+hơn|dưới|chỉ)|no\.\s*\d)(?![\p{L}])/giu;

/** Whether a sentence denies or forbids. Two negations undo each other. */
export function isNegated(sentence: string): boolean {
  return (sentence.replace(BOUND, ' ').match(NEGATION)?.length ?? 0) % 2 === 1;
}
