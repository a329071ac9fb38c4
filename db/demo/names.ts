// The names that the demo firm borrows: invented clients, and French first and last names put together by chance.

type ClientIdea = { name: string; sector: string; city: string; postcode: string; country: string };

const client = (name: string, sector: string, postcode: string, city: string, country = 'FR'): ClientIdea => ({
  name,
  sector,
  city,
  postcode,
  country,
});

export const CLIENT_IDEAS: readonly ClientIdea[] = [
  client('Banque Rhodanienne', 'banque', '69003', 'Lyon'),
  client('Assurances Méridien', 'assurance', '75009', 'Paris'),
  client('Hélios Énergie', 'énergie', '92400', 'Courbevoie'),
  client('Groupe Armor Distribution', 'distribution', '35000', 'Rennes'),
  client('Laboratoires Sérane', 'santé', '34000', 'Montpellier'),
  client('Transports Bellecour', 'transport', '69007', 'Lyon'),
  client('Forges & Mécanique du Forez', 'industrie', '42000', 'Saint-Étienne'),
  client('Luxinvest Asset Management', 'banque', '1855', 'Luxembourg', 'LU'),
  client('Métropole des Trois Rivières', 'public', '38000', 'Grenoble'),
  client('Télécom Horizon', 'télécom', '92130', 'Issy-les-Moulineaux'),
  client('Mutuelle Prévoyance Atlantique', 'assurance', '44000', 'Nantes'),
  client('Brabant Retail Group', 'distribution', '1000', 'Bruxelles', 'BE'),
  client('Aérostructures Garonne', 'industrie', '31700', 'Blagnac'),
  client('Éditions du Quai', 'média', '75006', 'Paris'),
  client('Crédit Coopératif des Flandres', 'banque', '59800', 'Lille'),
  client('Eaux & Réseaux de Provence', 'énergie', '13002', 'Marseille'),
  client('Clinique Réseau Vauban', 'santé', '59000', 'Lille'),
  client('Fret Océan Logistique', 'transport', '76600', 'Le Havre'),
  client('Caves Montrachet Négoce', 'distribution', '21000', 'Dijon'),
  client('Habitat Grand Ouest', 'public', '49000', 'Angers'),
  client('Optronique Vercors', 'industrie', '38500', 'Voiron'),
  client('Radio Nouvelle Onde', 'média', '75015', 'Paris'),
  client('Solaire Occitan', 'énergie', '31000', 'Toulouse'),
  client('Fibre Alsace Réseaux', 'télécom', '67000', 'Strasbourg'),
  client('Assistance Route Secours', 'assurance', '69002', 'Lyon'),
  client('Pharmacies du Léman', 'santé', '74000', 'Annecy'),
  client('Cimenterie du Vexin', 'industrie', '78200', 'Mantes-la-Jolie'),
  client('Épargne & Patrimoine 1911', 'banque', '75008', 'Paris'),
  client('Autocars de la Loire', 'transport', '45000', 'Orléans'),
  client('Région Val de Saône', 'public', '71000', 'Mâcon'),
];

export const STREETS = [
  'rue de la République',
  'avenue Jean-Jaurès',
  'quai Saint-Vincent',
  "boulevard de l'Europe",
  'rue Marie-Curie',
  'place de la Bourse',
  "allée de l'Innovation",
  'cours Lafayette',
] as const;

// Written as lists parted by |, for a list of strings would fill pages.
const WOMEN_LIST =
  'Aïcha|Agathe|Amélie|Anaïs|Aurélie|Camille|Cécile|Charlotte|Chloé|Clémence|Éléonore|Élise|Émilie|Fatou|' +
  'Gaëlle|Hélène|Inès|Justine|Laëtitia|Léa|Lucie|Maëlle|Margaux|Mathilde|Mélanie|Nadège|Noémie|Océane|' +
  'Ophélie|Pauline|Romane|Samira|Solène|Valérie|Yasmine|Zoé';

const MEN_LIST =
  'Adrien|Alexandre|Antoine|Bastien|Benoît|Clément|Damien|Éric|Étienne|Félix|Florian|François|Gaël|Hugo|' +
  'Jérôme|Joël|Julien|Karim|Loïc|Marc|Mathéo|Maxime|Mehdi|Nicolas|Olivier|Pierre|Quentin|Rachid|Raphaël|' +
  'Rémi|Sébastien|Stéphane|Théo|Thomas|Vincent|Yann';

const LAST_NAME_LIST =
  'Albertini|Allard|Aubry|Barbier|Baudouin|Benali|Bernard|Bertin|Besançon|Blanchard|Bonnet|Bouchet|Boyer|' +
  'Briand|Carpentier|Chevallier|Colas|Cordier|Costa|Coulibaly|Da Silva|Delorme|Desmoulins|Diallo|Dubreuil|' +
  'Duhamel|Dumoulin|Fabre|Faure|Ferrand|Fontaine|Fournier|Gaillard|Garnier|Gauthier|Gérard|Giraud|Guérin|' +
  'Guillot|Haddad|Hamon|Hervé|Jacquet|Joubert|Kerboul|Lacombe|Lambert|Le Gall|Le Roux|Lebrun|Lefèvre|' +
  'Legendre|Lévêque|Maillard|Mallet|Marchetti|Martel|Masson|Mercier|Meunier|Michaud|Morel|Moulin|Nguyen|' +
  'Noël|Ollivier|Pasquier|Pelletier|Perrot|Picard|Poirier|Prévost|Quéré|Rambaud|Renaud|Rivière|Roche|' +
  'Rousseau|Roussel|Saunier|Simonet|Tanguy|Tessier|Thibault|Tran|Vasseur|Vidal|Villard|Vincendeau|Weber|' +
  'Yilmaz|Zimmermann';

export const WOMEN_NAMES: readonly string[] = WOMEN_LIST.split('|');
export const FIRST_NAMES: readonly string[] = [...WOMEN_NAMES, ...MEN_LIST.split('|')];
export const LAST_NAMES: readonly string[] = LAST_NAME_LIST.split('|');
