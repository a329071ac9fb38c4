// What the demo firm sells: its profiles with their prices and costs, and the names of its projects.

export type Profile = { name: string; rateCents: number | null; costCents: number; skills: string[] };

/** Target TJM and standard CJM, in cents a day. */
export const PROFILES: readonly Profile[] = [
  {
    name: 'Développeur',
    rateCents: 45_000,
    costCents: 29_000,
    skills: ['Java', 'TypeScript', 'Angular', 'React', 'PHP', 'SQL'],
  },
  {
    name: 'Développeur senior',
    rateCents: 56_000,
    costCents: 35_500,
    skills: ['Java', 'Kotlin', 'TypeScript', 'React', 'Spring', 'PostgreSQL'],
  },
  {
    name: 'Tech lead',
    rateCents: 65_000,
    costCents: 41_000,
    skills: ['Java', 'TypeScript', 'Architecture', 'Kubernetes', 'DDD'],
  },
  {
    name: 'Architecte',
    rateCents: 78_000,
    costCents: 48_500,
    skills: ['Architecture', 'AWS', 'Azure', 'Sécurité', 'Kafka'],
  },
  {
    name: 'Chef de projet',
    rateCents: 66_000,
    costCents: 41_500,
    skills: ['Gestion de projet', 'Scrum', 'Jira', 'PMP'],
  },
  {
    name: 'Consultant data',
    rateCents: 60_000,
    costCents: 37_000,
    skills: ['Python', 'Spark', 'dbt', 'Snowflake', 'Power BI', 'SQL'],
  },
  {
    name: 'Ops / SRE',
    rateCents: 59_000,
    costCents: 36_500,
    skills: ['Kubernetes', 'Terraform', 'AWS', 'Linux', 'Ansible', 'Prometheus'],
  },
  { name: 'Product owner', rateCents: 63_000, costCents: 40_000, skills: ['Scrum', 'Recueil du besoin', 'Jira', 'UX'] },
  { name: 'Direction', rateCents: null, costCents: 62_000, skills: ['Management', 'Avant-vente'] },
  { name: "Ingénieur d'affaires", rateCents: null, costCents: 43_000, skills: ['Négociation', 'Avant-vente'] },
];

export function profileNamed(name: string): Profile {
  const profile = PROFILES.find((one) => one.name === name);
  if (!profile) throw new RangeError(`no such profile: ${name}`);
  return profile;
}

/** In a hybride, these are sold by the day; the others deliver the fixed-price lot. */
export const TIME_BILLED_IN_HYBRID: readonly string[] = ['Chef de projet', 'Ops / SRE', 'Product owner'];

export const AGENCIES = ['Lyon', 'Paris', 'Nantes', 'Lille', 'Bordeaux'] as const;

/** Completes "Refonte …", "TMA …", "Renfort autour …". */
export const SUBJECTS: Readonly<Record<string, readonly string[]>> = {
  banque: [
    "de l'espace client",
    'des paiements instantanés',
    'du reporting réglementaire',
    'du moteur de crédit',
    "de l'épargne salariale",
    'de la lutte anti-fraude',
  ],
  assurance: [
    'de la gestion des sinistres',
    'du tarificateur',
    "de l'espace adhérent",
    'du contrat santé collectif',
    'des flux DSN',
    'du référentiel tiers',
  ],
  énergie: [
    'du suivi de consommation',
    'de la facturation',
    'de la télérelève',
    "du portail d'interventions",
    'du pilotage des actifs',
    'de la prévision de charge',
  ],
  distribution: [
    'du site marchand',
    "de l'encaissement",
    'de la gestion des stocks',
    'du programme fidélité',
    'du référentiel produits',
    'de la préparation de commandes',
  ],
  santé: [
    'du dossier patient',
    'de la prise de rendez-vous',
    'de la traçabilité des lots',
    'de la pharmacovigilance',
    'du portail praticiens',
    'de la facturation des actes',
  ],
  transport: [
    "de l'information voyageurs",
    'du suivi de flotte',
    'de la billettique',
    "de l'optimisation des tournées",
    'du portail chargeurs',
    "de l'exploitation",
  ],
  industrie: [
    'de la GMAO',
    'du MES atelier',
    'de la supervision des lignes',
    'du configurateur produit',
    'de la qualité fournisseurs',
    'du jumeau numérique',
  ],
  public: [
    'des démarches en ligne',
    'du guichet famille',
    'de la gestion des aides',
    'du SI urbanisme',
    'du portail associations',
    'du parapheur électronique',
  ],
  télécom: [
    'du système de commande',
    'du provisioning fibre',
    'du portail opérateurs',
    'de la supervision réseau',
    'du selfcare mobile',
    'de la rétention client',
  ],
  média: [
    "du paywall et de l'abonnement",
    'de la chaîne éditoriale',
    "de l'application mobile",
    'de la régie publicitaire',
    'du catalogue replay',
    'de la diffusion',
  ],
};

export const TITLES: Readonly<Record<string, readonly string[]>> = {
  regie: ['Renfort autour', 'Assistance technique autour', 'Expertise autour'],
  regie_plafonnee: ['Accompagnement autour', 'Cadrage et conseil autour'],
  forfait: ['Refonte', 'Réalisation', 'Migration'],
  hybride: ['Modernisation', 'Évolution'],
  forfait_agile: ['Développement agile', 'Nouvelle version'],
  tma: ['TMA'],
};
