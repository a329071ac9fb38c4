// Writes the rows of a checked plan, a file at a time, in the order of the files: what is new is inserted, what
// changed is replaced. Stored invoices and payments are only ever added to.
import { foldText } from '../../domain/codes.ts';
import type { Transaction } from '../connection.ts';
import { splitList, splitPair, weekdayNames } from './cells.ts';
import { isKeptFile, type FileName, type KeptFileName } from './file-names.ts';
import { keptFiles } from './kept/files.ts';
import type { FirmRow } from './read-rows.ts';
import { ownWriters, type WithInvoices } from './write-own-files.ts';

/** Rows a statement: large enough to be fast, small enough for one message. */
const ROWS_A_STATEMENT = 2000;

type Values = FirmRow['values'];
type Writer = (tx: Transaction, rows: readonly Values[]) => Promise<unknown>;

type NotHere = 'temps' | 'lignes_facture' | 'factures' | WithInvoices;

/** Everything but time, invoices and their lines, which have files of their own. */
export async function writeRows(
  tx: Transaction,
  file: Exclude<FileName, NotHere>,
  rows: readonly Values[],
): Promise<void> {
  const write = isKeptFile(file) ? keptFiles[file].write : writers[file];
  for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT) {
    await write(tx, rows.slice(at, at + ROWS_A_STATEMENT));
  }
  if (file !== 'consultants') return;
  // Each consultant is there before one of them is named as a manager.
  await writeManagers(tx, rows);
  await linkUsers(tx);
}

/** Who could come in before the consultants were known is now linked by address, when only one consultant has it. */
async function linkUsers(tx: Transaction): Promise<void> {
  await tx`
    insert into user_links (user_id, consultant_id)
    select u.id, min(c.id) from auth.users u join consultants c on lower(c.email) = u.email
    group by u.id having count(*) = 1
    on conflict do nothing`;
}

function folded(values: Values, ...columns: string[]): string {
  return foldText(columns.map((column) => String(values[column] ?? '')).join(' '));
}

function json(tx: Transaction, rows: readonly object[]): ReturnType<Transaction['json']> {
  return tx.json(rows as never);
}

const writers: { readonly [F in Exclude<FileName, NotHere | KeptFileName>]: Writer } = {
  ...ownWriters,

  profils: (tx, rows) => tx`
    insert into profiles (name, target_daily_rate_cents, planned_daily_cost_cents)
    select profil, tjm_cible, cjm_prevu
    from jsonb_to_recordset(${json(tx, rows)}) as r (profil text, tjm_cible bigint, cjm_prevu bigint)
    on conflict (name) do update set target_daily_rate_cents = excluded.target_daily_rate_cents,
      planned_daily_cost_cents = excluded.planned_daily_cost_cents`,

  clients: (tx, rows) => tx`
    insert into clients (code, name, name_folded, siren, vat_number, address, postal_code, city, country, payment_days,
      end_of_month, billing_email, order_required, owner_email)
    select code, raison_sociale, folded, siren, tva_intracom, adresse, code_postal, ville, pays, delai_paiement_jours,
      fin_de_mois, email_facturation, bc_obligatoire, commercial
    from jsonb_to_recordset(${json(
      tx,
      rows.map((row) => ({ ...row, folded: folded(row, 'raison_sociale') })),
    )}) as r (
      code text, raison_sociale text, folded text, siren text, tva_intracom text, adresse text, code_postal text, ville text,
      pays text, delai_paiement_jours integer, fin_de_mois boolean, email_facturation text, bc_obligatoire boolean,
      commercial text)
    on conflict (code) do update set name = excluded.name, name_folded = excluded.name_folded, siren = excluded.siren,
      vat_number = excluded.vat_number, address = excluded.address, postal_code = excluded.postal_code,
      city = excluded.city, country = excluded.country, payment_days = excluded.payment_days,
      end_of_month = excluded.end_of_month, billing_email = excluded.billing_email,
      order_required = excluded.order_required, owner_email = excluded.owner_email`,

  consultants: writeConsultants,

  couts: (tx, rows) => tx`
    insert into cost_rates (consultant_id, starts_on, daily_cost_cents)
    select c.id, r.debut, r.cjm
    from jsonb_to_recordset(${json(tx, rows)}) as r (matricule text, debut date, cjm bigint)
      join consultants c on c.code = r.matricule
    on conflict (consultant_id, starts_on) do update set daily_cost_cents = excluded.daily_cost_cents,
      recorded_at = transaction_timestamp()`,

  opportunites: writeOpportunities,

  projets: (tx, rows) => tx`
    insert into projects (code, client_id, opportunity_id, title, title_folded, contract_kind, status, starts_on, ends_on,
      fixed_price_cents, ceiling_cents, monthly_fee_cents, included_units, unit_price_cents, carry_over_months,
      planned_purchases_cents, manager_id)
    select r.code, c.id, o.id, r.titre, r.folded, r.contrat, r.statut, r.debut, r.fin, r.montant_forfait, r.plafond,
      r.forfait_mensuel, r.unites_incluses, r.prix_unite, r.report_mois, r.achats_prevus, m.id
    from jsonb_to_recordset(${json(
      tx,
      rows.map((row) => ({ ...row, folded: folded(row, 'titre') })),
    )}) as r (
      code text, client text, opportunite text, titre text, folded text, contrat text, statut text, debut date, fin date,
      montant_forfait bigint, plafond bigint, forfait_mensuel bigint, unites_incluses numeric, prix_unite bigint,
      report_mois integer, achats_prevus bigint, responsable text)
      left join clients c on c.code = r.client left join opportunities o on o.code = r.opportunite
      left join consultants m on m.code = r.responsable
    on conflict (code) do update set client_id = excluded.client_id, opportunity_id = excluded.opportunity_id,
      title = excluded.title, title_folded = excluded.title_folded, contract_kind = excluded.contract_kind,
      status = excluded.status, starts_on = excluded.starts_on, ends_on = excluded.ends_on,
      fixed_price_cents = excluded.fixed_price_cents, ceiling_cents = excluded.ceiling_cents,
      monthly_fee_cents = excluded.monthly_fee_cents, included_units = excluded.included_units,
      unit_price_cents = excluded.unit_price_cents, carry_over_months = excluded.carry_over_months,
      planned_purchases_cents = excluded.planned_purchases_cents, manager_id = excluded.manager_id`,

  budgets: (tx, rows) => tx`
    insert into project_budgets (project_id, profile_id, quarter_days, daily_rate_cents, planned_daily_cost_cents)
    select p.id, f.id, r.jours, r.tjm, r.cjm_prevu
    from jsonb_to_recordset(${json(tx, rows)}) as r (projet text, profil text, jours bigint, tjm bigint, cjm_prevu bigint)
      join projects p on p.code = r.projet join profiles f on f.name = r.profil
    on conflict (project_id, profile_id) do update set quarter_days = excluded.quarter_days,
      daily_rate_cents = excluded.daily_rate_cents, planned_daily_cost_cents = excluded.planned_daily_cost_cents`,

  affectations: writeAssignments,

  jalons: (tx, rows) => tx`
    insert into milestones (project_id, code, label, planned_on, amount_cents, accepted_on)
    select p.id, r.code, r.libelle, r.date_prevue, r.montant, r.date_acceptation
    from jsonb_to_recordset(${json(tx, rows)}) as r (projet text, code text, libelle text, date_prevue date, montant bigint,
      date_acceptation date)
      join projects p on p.code = r.projet
    on conflict (project_id, code) do update set label = excluded.label, planned_on = excluded.planned_on,
      amount_cents = excluded.amount_cents, accepted_on = excluded.accepted_on`,

  unites: (tx, rows) => tx`
    insert into project_units (project_id, month, units)
    select p.id, (r.mois || '-01')::date, r.unites
    from jsonb_to_recordset(${json(tx, rows)}) as r (projet text, mois text, unites numeric) join projects p on p.code = r.projet
    on conflict (project_id, month) do update set units = excluded.units`,

  raf: (tx, rows) => tx`
    insert into raf_declarations (project_id, profile_id, declared_on, quarter_days)
    select p.id, f.id, r.date, r.jours
    from jsonb_to_recordset(${json(tx, rows)}) as r (projet text, profil text, date date, jours bigint)
      join projects p on p.code = r.projet join profiles f on f.name = r.profil
    on conflict (project_id, profile_id, declared_on) do update set quarter_days = excluded.quarter_days`,

  bons_de_commande: (tx, rows) => tx`
    insert into purchase_orders (number, client_id, project_id, amount_cents, starts_on, ends_on)
    select r.numero, c.id, p.id, r.montant, r.debut, r.fin
    from jsonb_to_recordset(${json(tx, rows)}) as r (numero text, client text, projet text, montant bigint, debut date, fin date)
      join clients c on c.code = r.client left join projects p on p.code = r.projet
    on conflict (number) do update set client_id = excluded.client_id, project_id = excluded.project_id,
      amount_cents = excluded.amount_cents, starts_on = excluded.starts_on, ends_on = excluded.ends_on`,

  absences: (tx, rows) => tx`
    insert into absences (consultant_id, kind, starts_on, ends_on, starts_afternoon, ends_morning, status, occurrence)
    select c.id, r.type, r.debut, r.fin, r.debut_apres_midi, r.fin_matin, r.statut, r.occurrence
    from jsonb_to_recordset(${json(tx, rows)}) as r (matricule text, type text, debut date, fin date, debut_apres_midi boolean,
      fin_matin boolean, statut text, occurrence integer)
      join consultants c on c.code = r.matricule
    on conflict (consultant_id, kind, starts_on, occurrence) do update set ends_on = excluded.ends_on,
      starts_afternoon = excluded.starts_afternoon, ends_morning = excluded.ends_morning, status = excluded.status`,

  achats: writePurchases,

  paiements: (tx, rows) => tx`
    insert into payments (invoice_id, paid_on, occurrence, gross_cents, reference)
    select i.id, r.date, r.occurrence, r.montant_ttc, r.reference
    from jsonb_to_recordset(${json(tx, rows)}) as r (date date, facture text, montant_ttc bigint, reference text, occurrence integer)
      join invoices i on i.number = r.facture`,
};

async function writeConsultants(tx: Transaction, rows: readonly Values[]): Promise<void> {
  const records = rows.map((row) => ({
    ...row,
    folded: folded(row, 'prenom', 'nom'),
    days_off: listDaysOff(row['jours_non_travailles']),
  }));
  await tx`
    insert into consultants (code, first_name, last_name, name_folded, email, profile_id, employment, entered_on, left_on,
      quota, agency, days_off, productive)
    select r.matricule, r.prenom, r.nom, r.folded, r.email, f.id, r.type, r.date_entree, r.date_sortie, r.quotite, r.agence,
      r.days_off, r.productif
    from jsonb_to_recordset(${json(tx, records)}) as r (matricule text, prenom text, nom text, folded text, email text,
      profil text, type text, date_entree date, date_sortie date, quotite numeric, agence text, days_off smallint[],
      productif boolean)
      join profiles f on f.name = r.profil
    on conflict (code) do update set first_name = excluded.first_name, last_name = excluded.last_name,
      name_folded = excluded.name_folded, email = excluded.email, profile_id = excluded.profile_id,
      employment = excluded.employment, entered_on = excluded.entered_on, left_on = excluded.left_on,
      quota = excluded.quota, agency = excluded.agency, days_off = excluded.days_off, productive = excluded.productive`;
  await tx`
    delete from consultant_skills s using consultants c
    where c.id = s.consultant_id and c.code = any(${rows.map((row) => String(row['matricule']))}::text[])`;
  const skills = rows.flatMap((row) =>
    listPairs(row['competences']).map(([skill, level], rank) => ({ matricule: row['matricule'], rank, skill, level })),
  );
  await tx`
    insert into consultant_skills (consultant_id, rank, skill, level)
    select c.id, r.rank, r.skill, r.level
    from jsonb_to_recordset(${json(tx, skills)}) as r (matricule text, rank integer, skill text, level smallint)
      join consultants c on c.code = r.matricule`;
}

function listDaysOff(cell: Values[string]): number[] | null {
  if (typeof cell !== 'string') return null;
  return splitList(cell).map((name) => (weekdayNames as readonly string[]).indexOf(name) + 1);
}

function listPairs(cell: Values[string]): [string, string][] {
  if (typeof cell !== 'string') return [];
  return splitList(cell)
    .map(splitPair)
    .filter((pair) => pair !== null);
}

async function writeManagers(tx: Transaction, rows: readonly Values[]): Promise<void> {
  await tx`
    update consultants c set manager_id = m.id
    from unnest(
      ${rows.map((row) => String(row['matricule']))}::text[], ${rows.map((row) => row['manager'] ?? null) as (string | null)[]}::text[]
    ) as r (matricule, manager) left join consultants m on m.code = r.manager
    where c.code = r.matricule and c.manager_id is distinct from m.id`;
}

async function writeOpportunities(tx: Transaction, rows: readonly Values[]): Promise<void> {
  await tx`
    insert into opportunities (code, client_id, title, title_folded, stage, probability_percent, created_on,
      expected_close_on, contract_kind, amount_cents, planned_start_on, planned_end_on, owner_email)
    select r.code, c.id, r.titre, r.folded, r.etape, r.probabilite, r.date_creation, r.date_cloture_prevue, r.contrat,
      r.montant, r.debut_prevu, r.fin_prevue, r.commercial
    from jsonb_to_recordset(${json(
      tx,
      rows.map((row) => ({ ...row, folded: folded(row, 'titre') })),
    )}) as r (
      code text, client text, titre text, folded text, etape text, probabilite numeric, date_creation date,
      date_cloture_prevue date, contrat text, montant bigint, debut_prevu date, fin_prevue date, commercial text)
      join clients c on c.code = r.client
    on conflict (code) do update set client_id = excluded.client_id, title = excluded.title,
      title_folded = excluded.title_folded, stage = excluded.stage, probability_percent = excluded.probability_percent,
      created_on = excluded.created_on, expected_close_on = excluded.expected_close_on,
      contract_kind = excluded.contract_kind, amount_cents = excluded.amount_cents,
      planned_start_on = excluded.planned_start_on, planned_end_on = excluded.planned_end_on,
      owner_email = excluded.owner_email`;
  await tx`
    delete from opportunity_needs n using opportunities o
    where o.id = n.opportunity_id and o.code = any(${rows.map((row) => String(row['code']))}::text[])`;
  const needs = rows.flatMap((row) =>
    listPairs(row['besoins']).map(([profil, days], rank) => ({ code: row['code'], rank, profil, days })),
  );
  await tx`
    insert into opportunity_needs (opportunity_id, rank, profile_id, quarter_days)
    select o.id, r.rank, f.id, r.days * 4
    from jsonb_to_recordset(${json(tx, needs)}) as r (code text, rank integer, profil text, days numeric)
      join opportunities o on o.code = r.code join profiles f on f.name = r.profil`;
}

async function writeAssignments(tx: Transaction, rows: readonly Values[]): Promise<void> {
  await tx`
    insert into assignments (code, project_id, consultant_id, profile_id, starts_on, ends_on, quota, daily_rate_cents, status)
    select r.code, p.id, c.id, f.id, r.debut, r.fin, r.quotite, r.tjm, r.statut
    from jsonb_to_recordset(${json(tx, rows)}) as r (code text, projet text, matricule text, profil text, debut date, fin date,
      quotite numeric, tjm bigint, statut text)
      join projects p on p.code = r.projet join consultants c on c.code = r.matricule
      left join profiles f on f.name = r.profil
    on conflict (code) do update set project_id = excluded.project_id, opportunity_id = null,
      consultant_id = excluded.consultant_id, profile_id = excluded.profile_id, starts_on = excluded.starts_on,
      ends_on = excluded.ends_on, quota = excluded.quota, daily_rate_cents = excluded.daily_rate_cents,
      status = excluded.status`;
  await tx`
    delete from assignment_costs k using assignments a
    where a.id = k.assignment_id and a.code = any(${rows.map((row) => String(row['code']))}::text[])`;
  await tx`
    insert into assignment_costs (assignment_id, daily_cost_cents)
    select a.id, r.cout_jour
    from jsonb_to_recordset(${json(tx, rows)}) as r (code text, cout_jour bigint) join assignments a on a.code = r.code
    where r.cout_jour is not null`;
}

/** Purchases are found by what they say: a label may be longer than an index entry, so no conflict rule finds it. */
async function writePurchases(tx: Transaction, rows: readonly Values[]): Promise<void> {
  const records = tx`
    jsonb_to_recordset(${json(tx, rows)}) as r (projet text, date date, libelle text, montant bigint, refacturable boolean,
      taux_refacturation numeric, occurrence integer)
      join projects p on p.code = r.projet`;
  await tx`
    update purchases a set amount_cents = r.montant, rebillable = r.refacturable, rebilling_percent = r.taux_refacturation
    from ${records}
    where a.project_id = p.id and a.bought_on = r.date and a.label = r.libelle and a.occurrence = r.occurrence`;
  await tx`
    insert into purchases (project_id, bought_on, label, amount_cents, rebillable, rebilling_percent, occurrence)
    select p.id, r.date, r.libelle, r.montant, r.refacturable, r.taux_refacturation, r.occurrence
    from ${records}
    where not exists (
      select 1 from purchases a
      where a.project_id = p.id and a.bought_on = r.date and a.label = r.libelle and a.occurrence = r.occurrence)`;
}
