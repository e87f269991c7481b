import { en, type Texts } from '#shared/text/en/index.ts';
export const vi: Texts = en;
