import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en, type Texts } from '#shared/text/en/index.ts';
import { vi } from '#shared/text/vi/index.ts';
import { preferences } from './theme/preferences.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: Texts };
    nsSeparator: false;
  }
}

function show(language: string): void {
  document.documentElement.lang = language;
  if (i18next.language !== language) void i18next.changeLanguage(language);
}

/** Wording by key in the chosen language. Texts are bundled, so nothing is fetched and nothing can be late. */
export function startI18n(): void {
  void i18next.use(initReactI18next).init({
    lng: preferences.get().language,
    fallbackLng: 'en',
    resources: { en: { translation: en }, vi: { translation: vi } },
    interpolation: { escapeValue: false },
    // Permissions have a colon in their names and are keys too.
    nsSeparator: false,
    initAsync: false,
  });
  show(preferences.get().language);
  preferences.subscribe(() => show(preferences.get().language));
}
