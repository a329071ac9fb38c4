// The demo firm's clients: invented companies with valid SIREN and VAT keys, their payment terms and habits.
import type { Client } from './facts.ts';
import { asciiOf } from './people.ts';
import type { Random } from './random.ts';
import { CLIENT_IDEAS, STREETS } from './names.ts';

function digits(count: number, random: Random): string {
  let text = String(random.int(1, 9));
  while (text.length < count) text += String(random.int(0, 9));
  return text;
}

/** A SIREN's ninth digit makes the Luhn sum (every second digit from the right doubled) a multiple of ten. */
function sirenFrom(firstEight: string): string {
  let sum = 0;
  for (let i = 0; i < 8; i += 1) {
    const digit = Number(firstEight[i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return firstEight + String((10 - (sum % 10)) % 10);
}

function vatNumberOf(country: string, siren: string | null, random: Random): string {
  // Keys: France (12 + 3 × (SIREN mod 97)) mod 97; Belgium 97 − (n mod 97); Luxembourg n mod 89.
  if (country === 'FR') return `FR${String((12 + 3 * (Number(siren) % 97)) % 97).padStart(2, '0')}${siren}`;
  const number = country === 'BE' ? `0${digits(7, random)}` : digits(6, random);
  const key = country === 'BE' ? 97 - (Number(number) % 97) : Number(number) % 89;
  return `${country}${number}${String(key).padStart(2, '0')}`;
}

// Days, and whether to the end of the month: all within the legal ceiling (C. com. L441-10).
const TERMS: readonly (readonly [number, boolean])[] = [
  [30, false],
  [45, true],
  [30, true],
  [60, false],
  [45, true],
];

export function drawClients(consultants: number, salesMails: readonly string[], random: Random): Client[] {
  const count = consultants < 30 ? 9 : consultants < 90 ? 12 : consultants < 200 ? 18 : CLIENT_IDEAS.length;
  return CLIENT_IDEAS.slice(0, count).map((idea, index) => {
    const siren = idea.country === 'FR' ? sirenFrom(digits(8, random)) : null;
    const [paymentDays, endOfMonth] = TERMS[index % TERMS.length] ?? [30, false];
    return {
      code: `CL${String(index + 1).padStart(3, '0')}`,
      name: idea.name,
      sector: idea.sector,
      siren,
      vatNumber: vatNumberOf(idea.country, siren, random),
      street: `${random.int(1, 148)}, ${random.pick(STREETS)}`,
      postcode: idea.postcode,
      city: idea.city,
      country: idea.country,
      paymentDays,
      endOfMonth,
      needsOrder: index % 5 === 0 || index % 5 === 2,
      invoiceMail: `factures@${asciiOf(idea.name)}.example`,
      salesMail: salesMails[index % salesMails.length] ?? '',
      priceFactor: random.between(0.96, 1.07),
      meanDelayDays: random.int(-4, 8),
    };
  });
}
