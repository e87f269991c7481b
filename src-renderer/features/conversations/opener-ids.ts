/** The button that opens the choice of who answers. */
export const PICKER_ID = 'who-answers';
/** The button that opens the choice of where to look. */
export const SCOPE_ID = 'where-to-look';

/** What a sign typed into the empty box stands for. */
export const OPENERS: Readonly<Record<string, string>> = { '@': PICKER_ID, '#': SCOPE_ID };
