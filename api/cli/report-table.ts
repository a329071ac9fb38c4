// A report in a terminal: one table a list, French headings, figures aligned to the right.

/** What a column is called on screen, and how its numbers read. */
const HEADINGS: Record<string, string> = {
  code: 'Code',
  client: 'Client',
  contract: 'Contrat',
  days: 'Jours',
  revenue: 'CA',
  cost: 'Coût',
  margin: 'Marge',
  margin_rate: 'Taux',
  planned_revenue: 'CA vendu',
  planned_cost: 'Coût vendu',
  planned_margin: 'Marge vendue',
  planned_rate: 'Taux vendu',
  remaining_days: 'RAF',
  eac_days: 'Jours à term.',
  eac_revenue: 'CA à term.',
  eac_cost: 'Coût à term.',
  eac_margin: 'Marge à term.',
  eac_rate: 'Taux à term.',
  manager: 'Responsable',
  severity: 'Gravité',
  impact: 'Impact',
  drift_points: 'Points',
  signals: 'Signaux',
  month: 'Mois',
  working_days: 'Ouvrés',
  leave_days: 'Congés',
  absence_days: 'Absences',
  billable_days: 'Produits',
  tace: 'TACE',
  occupation: 'Occupation',
  rule: 'Règle',
  consultant: 'Consultant',
  date: 'Date',
  project: 'Projet',
  message: 'Constat',
  total: 'Total',
  arrears_days: 'Arriéré (j)',
  arrears_amount: 'Arriéré',
  blocked: 'Bloqué par',
  kind: 'Nature',
  label: 'Libellé',
  quantity: 'Quantité',
  unit_price: 'Prix unit.',
  amount: 'Montant',
  balance: 'Solde',
  not_due: 'Non échu',
  d1_30: '1–30 j',
  d31_60: '31–60 j',
  d61_90: '61–90 j',
  over_90: '> 90 j',
  dso: 'DSO',
  invoices: 'Factures',
  weighted_days: 'Moyenne (j)',
  median_days: 'Médiane (j)',
  profile: 'Profil',
  capacity: 'Capacité',
  firm: 'Ferme',
  tentative: 'Prévisionnel',
  pipeline: 'Pipeline',
  stage: 'Étape',
  count: 'Nombre',
  weighted: 'Pondéré',
  overdue: 'En retard',
  planned_tjm: 'TJM vendu',
  tjm: 'TJM',
  cjm: 'CJM',
  gap: 'Écart',
  planned_days: 'Jours vendus',
  end: 'Fin',
  days_left: 'Jours restants',
  since: 'Depuis',
  number: 'Numéro',
  used: 'Consommé',
  share: 'Part',
  state: 'État',
  change: 'Évolution',
  severity_before: 'Gravité avant',
  impact_before: 'Impact avant',
};

const RATES = new Set(['margin_rate', 'planned_rate', 'eac_rate', 'tace', 'occupation', 'share']);
const EUROS = new Set([
  'done_revenue',
  'done_margin',
  'target_revenue',
  'target_margin',
  'revenue',
  'cost',
  'margin',
  'planned_revenue',
  'planned_cost',
  'planned_margin',
  'eac_revenue',
  'eac_cost',
  'eac_margin',
  'impact',
  'impact_before',
  'arrears_amount',
  'total',
  'amount',
  'unit_price',
  'balance',
  'not_due',
  'd1_30',
  'd31_60',
  'd61_90',
  'over_90',
  'weighted',
  'planned_tjm',
  'tjm',
  'cjm',
  'gap',
  'used',
]);

const euros = new Intl.NumberFormat('fr-FR', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const rates = new Intl.NumberFormat('fr-FR', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
const plain = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 2 });

type Row = Record<string, unknown>;

function isRow(value: unknown): value is Row {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function showNumber(column: string, value: number): string {
  if (RATES.has(column)) return rates.format(value);
  return (EUROS.has(column) ? euros : plain).format(value);
}

function showText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A list in one cell: the codes of its signals, the reasons of its blocks. */
function showList(values: readonly unknown[]): string {
  return values.map((value) => showText(isRow(value) ? (value['code'] ?? value['reason'] ?? '') : value)).join(', ');
}

/** Words of closed lists, as they are said. */
const WORDS: Record<string, string> = {
  red: 'rouge',
  amber: 'orange',
  blind: 'non jugeable',
  error: 'erreur',
  warning: 'alerte',
  new: 'nouveau',
  worse: 'aggravé',
  better: 'amélioré',
  gone: 'sorti',
  exceeded: 'dépassé',
  nearly_used: 'presque épuisé',
  expiring: 'bientôt échu',
  open: 'ouvert',
};
const WORDED = new Set(['severity', 'severity_before', 'change', 'state']);

/** The same names mean the period's forecast in the landing, and what was sold elsewhere. */
const LANDING_HEADINGS: Record<string, string> = {
  done_revenue: 'CA fait',
  done_margin: 'Marge faite',
  planned_revenue: 'CA prévu',
  planned_margin: 'Marge prévue',
  target_revenue: 'Objectif de CA',
  target_margin: 'Objectif de marge',
};

function showCell(column: string, value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') return showNumber(column, value);
  if (Array.isArray(value)) return showList(value);
  const text = showText(value);
  return WORDED.has(column) ? (WORDS[text] ?? text) : text;
}

function isTable(value: unknown): value is Row[] {
  return Array.isArray(value) && value.every(isRow);
}

/** Lists that are worth a table of their own; the others fit in one cell. */
const OWN_TABLES = new Set(['consultants', 'profiles', 'lines']);

function renderTable(rows: readonly Row[], footer?: Row): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((column) => !OWN_TABLES.has(column));
  const cells = rows.map((row) => columns.map((column) => showCell(column, row[column])));
  if (footer)
    cells.push(
      columns.map((column, i) => (i === 0 ? 'Total' : column in footer ? showCell(column, footer[column]) : '')),
    );
  const headings = columns.map((column) => HEADINGS[column] ?? column);
  const numeric = columns.map((column) => rows.some((row) => typeof row[column] === 'number'));
  const widths = columns.map((_, i) => Math.max(...[headings, ...cells].map((line) => (line[i] ?? '').length)));
  const line = (texts: readonly string[]) =>
    texts
      .map((text, i) => (numeric[i] ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  const body = cells.map(line);
  if (footer) body.splice(-1, 0, rule);
  return [line(headings), rule, ...body].join('\n');
}

/** Tables inside the rows of a table (the consultants of a month, the lines of an invoice), each under its heading. */
function renderRows(rows: readonly Row[]): string[] {
  const nested = [...OWN_TABLES].find((name) => rows.some((row) => isTable(row[name])));
  if (nested === undefined) return [renderTable(rows)];
  return rows.flatMap((row) => {
    const list = row[nested];
    const heading = showText(row['month'] ?? row['code'] ?? '');
    if (!isTable(list) || list.length === 0) return [`${heading}\n${renderTable([row])}`];
    return [`${heading}\n${renderTable(list, isRow(row['total']) ? row['total'] : undefined)}`];
  });
}

function headingOf(report: string, key: string): string {
  return (report === 'landing' ? LANDING_HEADINGS[key] : undefined) ?? HEADINGS[key] ?? key;
}

export function renderReport(name: string, report: unknown): string {
  if (!isRow(report)) throw new Error(`the report ${name} is a JSON object`);
  const parts: string[] = [];
  const total = isRow(report['total']) ? report['total'] : undefined;
  for (const [key, value] of Object.entries(report)) {
    if (!isTable(value)) continue;
    if (value.length === 0) parts.push('Rien à signaler.');
    else if (total && !value.some((row) => [...OWN_TABLES].some((nested) => isTable(row[nested]))))
      parts.push(renderTable(value, total));
    else parts.push(...renderRows(value));
    if (key === 'projects' && name === 'drift') parts.push(...renderSignals(value));
  }
  const figures = Object.entries(report).filter(([, value]) => !Array.isArray(value) && !isRow(value));
  if (figures.length > 0)
    parts.push(figures.map(([key, value]) => `${headingOf(name, key)} : ${showCell(key, value)}`).join('   '));
  return parts.join('\n\n');
}

/** Why each project drifts, in its sentences. */
function renderSignals(projects: readonly Row[]): string[] {
  return projects.map((project) => {
    const signals = isTable(project['signals']) ? project['signals'] : [];
    return [`${String(project['code'])} :`, ...signals.map((signal) => `  • ${String(signal['detail'])}`)].join('\n');
  });
}
