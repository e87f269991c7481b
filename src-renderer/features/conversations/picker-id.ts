/** The button that opens the choice of who answers. */
export const PICKER_ID = 'who-answers';
