// What a contract or an order says of itself, once a person has confirmed it.

export const DOCUMENT_FACTS = [
  'reference',
  'starts_on',
  'ends_on',
  'amount',
  'daily_rate',
  'days',
  'payment_days',
] as const;
export type DocumentFact = (typeof DOCUMENT_FACTS)[number];

export const DOCUMENT_FACT_LABELS: Readonly<Record<DocumentFact, string>> = {
  reference: 'référence',
  starts_on: 'début',
  ends_on: 'fin',
  amount: 'montant',
  daily_rate: 'TJM',
  days: 'jours',
  payment_days: 'délai de paiement',
};
