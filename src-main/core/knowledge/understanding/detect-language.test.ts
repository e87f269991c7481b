import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectLanguage } from './detect-language.ts';

test.each([
  ['What is the seal water pressure of P-101A?', 'en'],
  ['and for the other pump?', 'en'],
  ['How do I drain the boiler', 'en'],
  ['difference between the two datasheets', 'en'],
  ['Is it safe?', 'en'],
  ['Wie hoch ist der Betriebsdruck von P-101A?', 'de'],
  ['und die andere Pumpe?', 'de'],
  ['Wartungsintervall der Pumpe', 'de'],
  ['Prüfung Druckbehälter', 'de'],
  ['Ab welchem Tagespegel gilt der obere Auslösewert?', 'de'],
  ['Áp suất của bơm là bao nhiêu?', 'vi'],
  ['còn máy kia thì sao?', 'vi'],
  ['ap suat cua bom la bao nhieu', 'vi'],
  ['khi nao phai kiem dinh noi hoi', 'vi'],
  ['Quelle est la pression maximale de la pompe ?', 'fr'],
  ['¿Cuál es la presión máxima?', 'es'],
  ['Какое давление у насоса?', 'ru'],
  ['ポンプの圧力はいくつですか', 'ja'],
  ['泵的压力是多少', 'zh'],
  ['ความดันของปั๊ม', 'th'],
])('%s', (text, language) => expect(detectLanguage(text)).toBe(language));

test.each(['P-101A', '', '   ', '12.5 bar', 'DIN 912 M8x30', '?!', 'µΩ'])('says nothing of a text that does not tell: "%s"', (text) => {
  expect(detectLanguage(text)).toBe(null);
});

test('a name in another script does not change the language of a sentence', () => {
  expect(detectLanguage('The pump was made by Насос in the year when the plant was built')).toBe('en');
});

test('answers any text without throwing, with a code of two letters or nothing', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => detectLanguage(text) === null || /^[a-z]{2}$/.test(detectLanguage(text) ?? '')));
});
