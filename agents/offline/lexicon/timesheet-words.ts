// What people call what is wrong with timesheets: the rules of the anomalies, missing days, missing timesheets.

import type { LexiconEntry } from './entry.ts';

export const TIMESHEET_WORDS: readonly LexiconEntry[] = [
  [
    'anomalies',
    `anomalie, erreur de saisie, erreurs de (saisie|temps|cra), incoherence, cra contiennent (une|des) (erreur|erreurs),
    (erreur|erreurs) (dans|sur) (le|les|mon|son|leur|leurs|ce|ces) (cra|saisie|saisies|temps), cra avec (une|des) (erreur|erreurs),
    
    cra (anormaux|en erreur|incorrects|faux), saisies (anormales|incorrectes|suspectes),
    problemes de (cra|saisie|temps), anomaly, anomalies, timesheet (errors|issues|problems|anomalies),
    irregularites, cra a corriger, alertes cra, controle des cra, findings, timesheet issues,
    issues in (their|the|his|her) (timesheet|timesheets), issues in timesheets`,
  ],
  [
    '@finding:error, anomalies',
    `anomalies (bloquantes|graves|en erreur), erreurs bloquantes, anomalie (bloquante|grave), blocking (anomalies|findings),
    serious (anomalies|findings)`,
  ],
  [
    '@finding:warning, anomalies',
    `avertissement, avertissements, anomalies (mineures|legeres), warning, warnings, alertes mineures`,
  ],
  [
    '@rule:holiday, anomalies',
    `jour ferie, jours feries, week end, weekend, jours non ouvres, le dimanche, un dimanche, le samedi,
    public holiday, bank holiday, non working day`,
  ],
  [
    '@rule:leave, anomalies',
    `pendant (un|leur|son|les|ses) (conge|conges|absence), saisi (sur|pendant) (conge|absence),
    travaille pendant (conge|absence), temps sur (conge|absence), during (leave|absence), on leave days,
    while on leave, temps saisi un jour de conge, temps et absence le meme jour`,
  ],
  [
    '@rule:overfull, anomalies',
    `worked too much, work too much, too many hours, (travaille|travaillent|bosse|bossent|saisi) trop, trop (saisi|travaille|bosse), au dela de (la|une) journee, plus d un jour par jour, journees (trop pleines|surchargees|de plus d un jour), journee trop pleine,
    trop de temps, sursaisie, more than (one|a) day, overfull, overbooked days, plus d une journee, over one day`,
  ],
  [
    '@rule:closed, anomalies',
    `(saisi|saisis|temps|imputations|impute|pointe|pointages|jours|cra|travaille) sur [un] [(projet|projets)] (clos|ferme|termine|fermes|termines|clotures),
    projet clos avec du temps, projets clos avec du temps,
    apres la fin du projet, closed project, on closed projects, temps saisi sur un projet clos,
    avant le debut du projet`,
  ],
  [
    '@rule:unassigned, anomalies',
    `without being assigned, sans etre affectes, not assigned, not being assigned, sans y etre affecte,
    alors qu il n est pas affecte, sans affectation, hors affectation, non affecte au projet, pas affecte,
    sans etre affecte, without assignment, without an assignment, unassigned time, hors mission`,
  ],
  [
    '@rule:duplicate, anomalies',
    `doublon, en double, saisie double, duplicate, duplicated, entered twice, saisi deux fois`,
  ],
  [
    '@rule:employment, anomalies',
    `hors contrat de travail, hors contrat, apres (son depart|sa sortie|leur depart|la sortie),
    avant (son arrivee|son entree|l entree), outside employment, after leaving, before joining, hors presence`,
  ],
  [
    '@rule:missing, anomalies',
    `(forget|forgot|forgotten) to enter [(anything|something|days|time)], (forget|forgot) (anything|something), il me manque, me manque, manque jours, jours manquent, manquent, doit encore saisir, encore saisir,
    reste a saisir, doivent encore saisir, finir leur cra, finir (son|mon|leur) cra,
    still (to|have to|has to) (enter|fill), whose timesheets are missing, pas fini, pas termine leur cra,
    sont incomplets, cra (incomplet|incomplets|pas complet|non complets), incomplet,
    jours (manquants|non saisis|oublies|non renseignes|sans saisie|qui manquent), temps (manquant|non saisi),
    trous (dans|de) (cra|saisie), trous, missing (days|time), incomplete [(timesheet|timesheets)], days missing,
    gaps, complet, complets, complete, est il complet, il manque, manque t il, jours lacunaires, lacunes,
    oublie jours, oublie des jours, ai je oublie, j ai oublie, did i forget, forget any days, forgot days,
    forgotten days`,
  ],
  [
    '@rule:no_timesheet, anomalies',
    `retard de cra, retard cra, en retard de cra, en retard sur (leur|son) cra, late with their timesheet,
    late on timesheets, behind on timesheets, timesheet (is|are) missing, timesheets (is|are) missing,
    timesheet missing, manque (un|son|leur) cra, cra est manquant, cra sont manquants,
    cra (manquant|manquants|absent|non rendu|non rendus|non saisi|non saisis|non remis|en retard|pas rendu|pas faits|oublies|a relancer),
    cra (a rendre|encore a rendre|restant a rendre|attendus|a recevoir|a soumettre|pas encore soumis|pas soumis),
    cra sont (encore|toujours) (a rendre|attendus|manquants), reste a rendre, restent a rendre, timesheets (to come|outstanding|due),
    sans cra, pas de cra, aucun cra,
    pas (rendu|saisi|rempli|envoye|fait|soumis|remis|depose) (leur|leurs|son|de|le|les) (cra|temps|saisie|feuille),
    oublie (leur|leurs|son|sa|ses|de|mon|ma) (cra|saisie|saisies|saisir|feuille|feuilles|temps|pointage|remplir|deposer|rendre|soumettre) [de] [temps],
    (forgot|forgotten) (their|his|her|to) (timesheet|timesheets|submit|fill|enter), pas encore (saisi|rempli|depose|rendu|soumis),
    pas fait (son|leur|leurs|sa) (cra|saisie|feuille), sans feuille de temps, pas pointe,
     missing (timesheet|timesheets|cra), timesheets missing, no timesheet,
    without (a timesheet|timesheet|timesheets), not (submitted|sent|filled|entered),
    (hasn t|has not|haven t|have not|didn t|did not) (submit|submitted|send|sent|fill|filled|fill in|filled in|enter|entered|hand in|handed in),
    late timesheets, feuilles de temps manquantes, manque t il des cra, cra manquent,
    manquent des cra, who forgot`,
  ],
  [
    '@rule:no_rate, anomalies',
    `sans (tarif|tjm|taux), temps sans prix, no rate, without a (rate|price), pas de tjm, tjm manquant, missing rate`,
  ],
  [
    '@rule:po, anomalies',
    `hors commande, au dela de la commande, temps hors bon de commande, beyond the order, over the purchase order,
    depassement de commande`,
  ],
];
