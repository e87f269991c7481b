import { resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { knowsLanguage } from './knows-language.ts';
import { readVocabulary } from './read-vocabulary.ts';

let vocabulary: ReadonlySet<string>;
beforeAll(async () => {
  vocabulary = (await readVocabulary(resolve(import.meta.dirname, '../../../models/millwright-embed-small'))) ?? new Set();
});

describe('English is understood', () => {
  test.each([
    'What is the maximum pressure of P-101A?',
    'pump seal',
    'VFD overcurrent trip',
    'chlorinator dosing',
    'setpoint PT-1204 alarm',
    'The feed pump rattles as if gravel were inside and its ammeter swings. What is going on?',
    'Pump by Müller, 5 µm filter, 120 Ω',
    'P-101A',
  ])('%s', (text) => expect(knowsLanguage(text, vocabulary)).toBe(true));
});

describe('another language is not', () => {
  test.each([
    'Wie hoch ist der Druck',
    'Pumpe Dichtung wechseln',
    'Was ist der maximale Betriebsdruck der Pumpe P-101A?',
    'Ab welchem Tagespegel gilt der obere Auslösewert für Lärm?',
    'Áp suất của bơm là bao nhiêu',
    'ap suat cua bom la bao nhieu',
    'Quelle est la pression maximale de la pompe ?',
    '¿Cuál es la presión máxima?',
    'drukregelaar instelling',
    'ポンプの圧力はいくつですか',
    'Какое давление насоса',
  ])('%s', (text) => expect(knowsLanguage(text, vocabulary)).toBe(false));
});
