// What rows are called, by kind, in the singular and the plural, and how their absence is said.

import type { Language } from '../../say-figure.ts';
import type { RowKind } from '../views.ts';

type Noun = { readonly one: string; readonly many: string; readonly none: string };

const FRENCH: Readonly<Record<RowKind, Noun>> = {
  project: { one: 'projet', many: 'projets', none: 'Aucun projet' },
  client: { one: 'client', many: 'clients', none: 'Aucun client' },
  consultant: { one: 'consultant', many: 'consultants', none: 'Aucun consultant' },
  opportunity: { one: 'opportunité', many: 'opportunités', none: 'Aucune opportunité' },
  profile: { one: 'profil', many: 'profils', none: 'Aucun profil' },
  order: { one: 'bon de commande', many: 'bons de commande', none: 'Aucun bon de commande' },
  invoice: { one: 'facture', many: 'factures', none: 'Aucune facture' },
  month: { one: 'mois', many: 'mois', none: 'Aucun mois' },
  stage: { one: 'étape', many: 'étapes', none: 'Aucune étape' },
};
const ENGLISH: Readonly<Record<RowKind, Noun>> = {
  project: { one: 'project', many: 'projects', none: 'No project' },
  client: { one: 'client', many: 'clients', none: 'No client' },
  consultant: { one: 'consultant', many: 'consultants', none: 'No consultant' },
  opportunity: { one: 'opportunity', many: 'opportunities', none: 'No opportunity' },
  profile: { one: 'profile', many: 'profiles', none: 'No profile' },
  order: { one: 'purchase order', many: 'purchase orders', none: 'No purchase order' },
  invoice: { one: 'invoice', many: 'invoices', none: 'No invoice' },
  month: { one: 'month', many: 'months', none: 'No month' },
  stage: { one: 'stage', many: 'stages', none: 'No stage' },
};

export function nounOf(kind: RowKind, language: Language): Noun {
  return (language === 'fr' ? FRENCH : ENGLISH)[kind];
}
