// The words of staffing that are read and not wished: needs without people, what one person alone knows, when to hire,
// how good the forecast of load was.

import type { LexiconEntry } from './entry.ts';

export const STAFFING_WORDS: readonly LexiconEntry[] = [
  [
    '@single_skill',
    `une seule personne, seule personne, une personne seule, par une seule personne, un seul (consultant|collaborateur),
    une unique personne, only one person, one person alone, a single person, one person only, bus factor,
    point de defaillance, points de defaillance, single point of failure, single points of failure, homme cle,
    hommes cles, competence (a risque|critique|rare|fragile), competences (a risque|critiques|rares|fragiles),
    skills at risk, rare skills, critical skills`,
  ],
  [
    '@open_needs',
    `quels besoins, quel besoin, tous (besoins|les besoins), nos besoins, which needs, our needs, besoins n ont personne,
    besoins (ouverts|non pourvus|non couverts|non staffes|a pourvoir|a staffer|en staffing|a couvrir),
    besoin (ouvert|non pourvu|non couvert|non staffe|a pourvoir|a staffer|a couvrir), tous les besoins,
    open needs, open need, unfilled needs, uncovered needs, unstaffed needs, staffing needs, postes a pourvoir,
    open positions, missions a pourvoir`,
  ],
  [
    '@nobody',
    `n ont personne, n a personne, sans personne, sans candidat, sans solution, aucun candidat, nobody can take,
    without anyone, without candidates, with no candidate, have nobody, has nobody, non pourvus, non couverts`,
  ],
  [
    '@hiring',
    `recruter, recrutement, recrutements, embaucher, embauche, embauches, hire, hiring, recruit, recruiting,
    sous traiter, sous traitance a prevoir, subcontract, subcontracting, faire appel a un freelance`,
  ],
  [
    '@load_ahead',
    `en surcharge, surcharge, surcharges, surcapacite, en sous capacite, manquer de monde, manquer de bras,
    manquera t il du monde, plus assez de monde, overload, overloaded, short of people, run out of people`,
  ],
  [
    '@reliable',
    `fiable, fiables, fiabilite, reliable, reliability, backtest, back test, retro test, se trompe t elle,
    se trompe t on, juste, justesse, accurate, accuracy, how good, digne de confiance, trustworthy`,
  ],
  [
    '@load_forecast',
    'prevision de charge, previsions de charge, charge prevue, plan de charge, load forecast, capacity forecast, forecast of load, fourchette de charge',
  ],
];
