// How a figure is written for a person: 12 340,50 €, 41,1 %, 86,25 j, 31/10/2026 (in English: €12,340.50, 41.1%…).

import { sayDate } from '../domain/french.ts';
import type { FigureUnit } from './turn.ts';

export const LANGUAGES = ['fr', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const LOCALES: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB' };

function makeFormats(language: Language) {
  const locale = LOCALES[language];
  return {
    euros: new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' }),
    // A rate has four decimals: two of a percentage.
    percent: new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }),
    number: new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }),
  };
}

const FORMATS: Readonly<Record<Language, ReturnType<typeof makeFormats>>> = {
  fr: makeFormats('fr'),
  en: makeFormats('en'),
};

/** How far one figure is above another: a sign, always; two rates are apart by points. */
export function sayDifference(value: number, unit: FigureUnit, language: Language): string {
  const signed = (options: Intl.NumberFormatOptions): string =>
    new Intl.NumberFormat(LOCALES[language], {
      maximumFractionDigits: 2,
      signDisplay: 'exceptZero',
      ...options,
    }).format(unit === 'ratio' ? value * 100 : value);
  switch (unit) {
    case 'EUR':
      return signed({ style: 'currency', currency: 'EUR' });
    case 'ratio':
      return `${signed({})} points`;
    case 'days':
      return `${signed({})} ${language === 'fr' ? 'j' : 'days'}`;
    case 'date':
    case 'count':
      return signed({});
  }
}

const POINTS = /_points$/;

/** @param name of the field: points of margin are told as such. */
export function sayFigure(
  name: string,
  value: number | string,
  unit: FigureUnit | undefined,
  language: Language,
): string {
  const { euros, percent, number } = FORMATS[language];
  if (typeof value === 'string') return /^\d{4}-\d{2}-\d{2}$/.test(value) ? sayDate(value) : value;
  switch (unit) {
    case 'EUR':
      return euros.format(value);
    case 'ratio':
      return percent.format(value);
    case 'days':
      return language === 'fr'
        ? `${number.format(value)} j`
        : `${number.format(value)} ${Math.abs(value) === 1 ? 'day' : 'days'}`;
    case 'date':
    case 'count':
    case undefined:
      return POINTS.test(name) ? `${number.format(value)} points` : number.format(value);
  }
}
