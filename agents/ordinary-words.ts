// Words of everyday questions, in French and English. Alone and in small letters they name nobody, and none of them is
// a slip for somebody's name: « le plus petit projet » is not about Mme Petit, « la marge » is not Marge.

import { foldText, stemOf } from './words.ts';

const ORDINARY = `
le la les deux trois quatre cinq six sept huit neuf dix two three four five seven eight nine ten price high low reason because valeur valeurs brut brute bruts brutes net nette nets value values gross deja auraient aurait etaient statut status record chez vers lors ainsi sais sait savoir avant apres pendant vend vends vendre quant one ones un une des du de d l et ou a au aux en dans sur sous par pour avec sans ce cet cette ces celui celle ceux celles
mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs je tu il elle on nous vous ils elles me te se moi toi lui
qui que quoi quel quelle quels quelles lequel laquelle lesquels lesquelles dont combien comment pourquoi quand si est es
sont suis etre etait sera seront ont avoir avons avez eu fait faire fais font faut falloir peut peux peuvent pouvoir
doit dois doivent devoir va vais vas vont aller aussi alors donc mais ni ne pas plus moins tres trop peu beaucoup encore
deja jamais toujours tout toute tous toutes chaque quelque quelques autre autres meme memes ici voici voila oui non merci
bonjour bonsoir salut stp svp please hello hi thanks donne donner donnez montre montrer montrez liste lister listez
affiche afficher dis dire dites indique indiquer cherche chercher trouve trouver calcule calculer compare comparer
explique expliquer detaille detailler resume resumer classe classer trie trier limite limiter propose proposer proposez
prepare preparer preparez envoie envoyer envoyez relance relancer relances cree creer passe passer mets mettre met marque marquer
remplace remplacer remplacez affecte affecter affectez place placer planifie planifier staffe staffer approuve approuver
approuvez valide valider validez accepte accepter refuse refuser corrige corriger enregistre enregistrer declare declarer
emets emettre lance lancer veux veut voudrais voudrait aimerais souhaite besoin merci point etat bilan situation
marge marges taux rentabilite rentable rentables profit cout couts chiffre chiffres affaire affaires revenu revenus produit produits
vente ventes vendu vendus prevu prevus prevue prevision previsions budget budgets reste restes restant restants jour jours semaine
semaines mois trimestre semestre annee annees an ans aujourd hui hier demain date dates debut fin depuis jusque janvier
fevrier mars avril mai juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi
dimanche dernier derniere derniers dernieres prochain prochaine prochains prochaines precedent precedente suivant suivante
premier premiere second seconde deuxieme troisieme projet projets client clients consultant consultants collaborateur collaborateurs
mission missions equipe equipes societe entreprise boite firme agence responsable responsables chef chefs manager managers
commercial commerciaux direction personne personnes gens profil profils salarie salaries independant independants facture
factures facturation facturer facturable facturables facturee avoir avoirs acompte paiement paiements paye payes impaye
impayes creance creances solde encours retard retards echeance echeances du due dus dues doit relance commande commandes bon bons
opportunite opportunites affaire deal deals etape etapes pipeline piste pistes qualification proposition propositions
negociation gagne gagnee gagnees perdu perdue perdues devis contrat contrats regie forfait hybride tma jalon jalons recette
recettes sprint sprints conge conges absence absences absent absents maladie formation cra temps anomalie anomalies doublon
manquant manquants incomplet incomplets complet activite occupation occupe utilisation capacite charge disponible
disponibles disponibilite dispo dispos libre libres intercontrat inoccupe bench derive derives derivent deriver glisse glissent
surveiller risque risques impact alerte alertes bloque bloques bloquee bloquees blocage total totale totaux global moyenne
moyen median somme nombre montant montants euros euro pourcent pourcentage pire pires meilleur meilleurs meilleure top petit
petite petits grand grande grands gros grosse haut haute bas basse fort forte faible faibles entre compris superieur
inferieur environ presque seul seule seuls seulement question chose pareil idem objectif objectifs atterrissage cible ecart
delai delais liste tableau detail details raison raisons cause causes salaire salaires paie mail message collegue commentaire
change changement changements nouveau nouvelle nouveaux nouvelles ancien ancienne reunion vie interne internes externe site
cadre projete projetee projetees fini finir finit finissent termine terminer terminent commence commencer
the an of to in on at by for with from and or is are was were be been being do does did have has had will would can could
should may might must my your his her its our their this that these those what which who whom whose when where why how
much many more less most least any some all each every no not only just same other another give show list tell find
compare explain detail rank sort limit propose prepare send make create set mark move put replace assign staff approve
accept reject refuse fix correct record issue raise remind chase want need like margin margins profit profitability
profitable revenue turnover sales cost costs rate rates planned plan budget forecast remaining left work days day week
weeks month months quarter year today yesterday tomorrow since until last next previous first second third project
projects client clients customer customers consultant consultants people person team company firm manager profile
invoice invoices billing bill billed billable credit note payment payments paid unpaid overdue late owed owe owes balance
receivables order orders opportunity opportunities stage pipeline lead qualified proposal negotiation won lost quote
contract milestone milestones acceptance leave absence absences holiday sick training timesheet timesheets missing
incomplete complete anomaly anomalies duplicate utilization utilisation occupancy activity capacity load available
availability free bench idle drift drifting drifts risk impact blocked total overall average median sum number count amount
worst best highest lowest biggest smallest above below over under between than about almost target landing gap lag
january february march april june july august september october november december monday tuesday wednesday thursday
friday saturday sunday line end start good bad big small high low open closed current ongoing active new old change
changes changed please weather joke
`;

const stems: ReadonlySet<string> = new Set(
  foldText(ORDINARY)
    .split(/\s+/)
    .flatMap((word) => [word, stemOf(word)]),
);

/** `stem` as words.ts makes it. */
export function isOrdinary(stem: string): boolean {
  return stems.has(stem);
}
