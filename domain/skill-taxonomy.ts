// The skills of IT services: one name for each, the words by which CVs and needs say it, and its family. A firm's own
// skills come beside them as they are written on people's cards.
import { foldText } from './codes.ts';

export const SKILL_FAMILIES = [
  'langage',
  'web',
  'donnees',
  'cloud',
  'exploitation',
  'securite',
  'progiciel',
  'methode',
  'metier',
] as const;
export type SkillFamily = (typeof SKILL_FAMILIES)[number];

/** @property others other words for the same skill; the name itself is one of its words. */
export type TaxonomySkill = { readonly name: string; readonly family: SkillFamily; readonly others: readonly string[] };

/** `Name = other word, other word`, separated by semicolons. */
function listSkills(family: SkillFamily, text: string): TaxonomySkill[] {
  return text.split(';').map((one) => {
    const [name = '', others = ''] = one.split('=');
    return { name: name.trim(), family, others: others.split(',').flatMap((word) => word.trim() || []) };
  });
}

export const SKILL_TAXONOMY: readonly TaxonomySkill[] = [
  ...listSkills(
    'langage',
    `Java; Kotlin; Scala; Groovy; TypeScript; JavaScript = ECMAScript; Python; PHP; Ruby; Golang = Go lang; Rust; C++ = CPP;
    C# = C sharp, CSharp; .NET = dotnet, .net core, asp.net; Swift; Objective-C; COBOL; VB.NET; PL/SQL = plsql;
    Transact-SQL = T-SQL, tsql; SQL; Bash = shell; PowerShell; ABAP; RPG; MATLAB; SAS`,
  ),
  ...listSkills(
    'web',
    `Angular = AngularJS; React = ReactJS, React.js; Vue.js = VueJS, Vue 3; Svelte; Next.js = NextJS; Node.js = NodeJS;
    NestJS; Express = Express.js; Spring = Spring Boot, SpringBoot, Spring MVC; Hibernate = JPA; Quarkus; Jakarta EE = J2EE, JEE, Java EE;
    Symfony; Laravel; Django; FastAPI; Flask; Ruby on Rails = Rails; HTML; CSS = SCSS, Sass; GraphQL; REST = API REST, RESTful;
    Flutter; React Native; Android; iOS; Drupal; WordPress; Accessibilité = RGAA, WCAG; UX = UX design; UI = UI design; Figma`,
  ),
  ...listSkills(
    'donnees',
    `PostgreSQL = Postgres; Oracle = Oracle Database; MySQL = MariaDB; SQL Server = MSSQL; MongoDB; Redis; Cassandra; Elasticsearch = Elastic, ELK;
    Kafka; RabbitMQ; Spark = PySpark; Hadoop; Airflow; dbt; Snowflake; Databricks; BigQuery; Talend; Informatica; SSIS; Power BI = PowerBI;
    Tableau; Qlik = QlikView, Qlik Sense; Looker; Machine learning = apprentissage automatique; Deep learning; TensorFlow; PyTorch;
    LLM = IA générative, GenAI; Data engineering = ingénierie des données; Data science; Modélisation de données = data modeling`,
  ),
  ...listSkills(
    'cloud',
    `AWS = Amazon Web Services; Azure = Microsoft Azure; GCP = Google Cloud; OpenStack; OVHcloud; Scaleway; Serverless = Lambda; Kubernetes = K8s;
    Docker; OpenShift; Helm; Terraform; Ansible; Puppet; CloudFormation; FinOps`,
  ),
  ...listSkills(
    'exploitation',
    `Linux = Red Hat, RHEL, Debian, Ubuntu; Windows Server; VMware = vSphere; Jenkins; GitLab CI = GitLab; GitHub Actions; Azure DevOps; ArgoCD; Git;
    Maven; Gradle; Nexus; SonarQube; Prometheus; Grafana; Datadog; Dynatrace; Nagios; Zabbix; Active Directory; Réseaux = Cisco, réseau;
    CI/CD = intégration continue, déploiement continu; DevOps; SRE; ITIL; Supervision; Ordonnancement = Control-M, VTOM`,
  ),
  ...listSkills(
    'securite',
    `Cybersécurité = cybersecurity, sécurité informatique; Pentest = test d'intrusion; SIEM = Splunk; IAM = gestion des identités; OAuth = OpenID Connect, OIDC;
    Keycloak; ISO 27001; RGPD = GDPR; PKI; EBIOS; OWASP`,
  ),
  ...listSkills(
    'progiciel',
    `SAP = SAP S/4HANA, S/4HANA; SAP FI = SAP FI/CO; SAP MM; Salesforce; Dynamics 365 = Microsoft Dynamics; ServiceNow; Workday; Oracle EBS; Sage X3 = Sage;
    Odoo; SharePoint; Power Platform = Power Apps, Power Automate; Jira; Confluence; MuleSoft; Camunda; Alfresco; OpenText; HR Access; Cegid`,
  ),
  ...listSkills(
    'methode',
    `Scrum = Scrum master; Kanban; SAFe; Agile = agilité; Product owner = PO agile; Business analyse = business analyst, analyse fonctionnelle; MOA = AMOA, assistance à maîtrise d'ouvrage;
    Gestion de projet = chef de projet, project management; PMO; PRINCE2; PMP; TDD; BDD = Cucumber, Gherkin; DDD = domain-driven design; Architecture = architecte;
    Microservices; UML; Merise; Recette = tests fonctionnels; Tests automatisés = automatisation des tests; Selenium; Cypress; Playwright; JUnit; ISTQB; Conduite du changement`,
  ),
  ...listSkills(
    'metier',
    `Banque = bancaire, secteur bancaire; Assurance; Retail = grande distribution; E-commerce; Industrie; Énergie; Transport = mobilité; Santé; Secteur public = collectivités;
    Télécoms = telecom; Paiements = monétique; Comptabilité; Paie; Ressources humaines = SIRH; Logistique = supply chain; Crédit; Assurance vie`,
  ),
];

/** A word of the taxonomy, folded, and the skill that it names. */
const WORDS: ReadonlyMap<string, TaxonomySkill> = new Map(
  SKILL_TAXONOMY.flatMap((skill) => [skill.name, ...skill.others].map((word) => [foldText(word), skill] as const)),
);

/** The firm's one name of a skill, whatever the word; a skill that the taxonomy does not know keeps its own. */
export function nameSkill(word: string): string {
  return WORDS.get(foldText(word))?.name ?? word.trim();
}

/** A skill read in a text, and where. */
export type SkillMention = { readonly skill: string; readonly start: number; readonly end: number };

/** Words of a text with their places; « / » separates them, and « PL/SQL » is found again as it is written. */
function splitWords(text: string): { start: number; end: number }[] {
  return [...text.matchAll(/\.?[\p{L}\p{N}][\p{L}\p{N}+#.'’-]*/gu)].map((match) => ({
    start: match.index,
    end: match.index + match[0].replace(/[.'’-]+$/u, '').length,
  }));
}

const LONGEST_WORD = Math.max(...[...WORDS.keys()].map((word) => splitWords(word).length));

/**
 * The skills that a text names, longest words first: « SAP FI » is not SAP beside FI.
 * @param own skills of the firm beside the taxonomy's.
 */
export function findSkills(text: string, own: readonly string[] = []): SkillMention[] {
  const extra = new Map(own.map((skill) => [foldText(skill), skill]));
  const words = splitWords(text);
  const mentions: SkillMention[] = [];
  const findAt = (at: number): number => {
    for (let count = Math.min(LONGEST_WORD, words.length - at); count > 0; count -= 1) {
      const [start, end] = [words[at]?.start ?? 0, words[at + count - 1]?.end ?? 0];
      const said = foldText(text.slice(start, end).replace(/\s+/gu, ' '));
      const skill = WORDS.get(said)?.name ?? extra.get(said);
      if (skill === undefined) continue;
      mentions.push({ skill, start, end });
      return count;
    }
    return 1;
  };
  for (let at = 0; at < words.length;) at += findAt(at);
  return mentions;
}
