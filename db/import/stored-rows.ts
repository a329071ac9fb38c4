// What the database holds, in the words of the firm's files: one query a file, its columns named as in the file.
// Import compares rows with it, export writes it out.
import type { Queryable } from '../connection.ts';
import type { CellValue } from './cells.ts';
import { isKeptFile, type FileName, type KeptFileName } from './file-names.ts';
import { keptFiles } from './kept/files.ts';
import { ownQueries } from './own-stored-rows.ts';

/** A row of a file as stored; `locked` says why it may not change ('facture'), `occurrence` its rank among its likes. */
export type StoredRow = Record<string, CellValue>;

type Query = { cursor(rows: number): AsyncIterable<StoredRow[]> };

/** Rows read at a time: enough to keep the server busy, few enough to keep memory flat. */
const ROWS_A_PIECE = 2000;

/** The stored rows of a file, in the order of its key (code points), a piece at a time. */
export async function* readStoredRows(sql: Queryable, file: FileName): AsyncGenerator<StoredRow[]> {
  const select = isKeptFile(file) ? keptFiles[file].select : queries[file];
  yield* (select(sql) as unknown as Query).cursor(ROWS_A_PIECE);
}

const queries: { readonly [F in Exclude<FileName, KeptFileName>]: (sql: Queryable) => ReturnType<Queryable> } = {
  ...ownQueries,

  profils: (sql) => sql`
    select name as profil, target_daily_rate_cents as tjm_cible, planned_daily_cost_cents as cjm_prevu
    from profiles order by name collate "C"`,

  clients: (sql) => sql`
    select code, name as raison_sociale, siren, vat_number as tva_intracom, address as adresse,
      postal_code as code_postal, city as ville, country as pays, payment_days as delai_paiement_jours,
      end_of_month as fin_de_mois, billing_email as email_facturation, order_required as bc_obligatoire,
      owner_email as commercial
    from clients order by code collate "C"`,

  consultants: (sql) => sql`
    select c.code as matricule, c.first_name as prenom, c.last_name as nom, c.email, p.name as profil,
      c.employment as type, c.entered_on as date_entree, c.left_on as date_sortie, trim_scale(c.quota)::text as quotite,
      (select string_agg(s.skill || ':' || s.level, '|' order by s.rank) from consultant_skills s
       where s.consultant_id = c.id) as competences,
      c.agency as agence,
      (select string_agg((array['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'])[d], '|' order by d)
       from unnest(c.days_off) d) as jours_non_travailles,
      c.productive as productif, m.code as manager
    from consultants c join profiles p on p.id = c.profile_id left join consultants m on m.id = c.manager_id
    order by c.code collate "C"`,

  couts: (sql) => sql`
    select c.code as matricule, r.starts_on as debut, r.daily_cost_cents as cjm
    from cost_rates r join consultants c on c.id = r.consultant_id
    order by c.code collate "C", r.starts_on`,

  opportunites: (sql) => sql`
    select o.code, c.code as client, o.title as titre, o.stage as etape,
      trim_scale(o.probability_percent)::text as probabilite, o.created_on as date_creation,
      o.expected_close_on as date_cloture_prevue, o.contract_kind as contrat, o.amount_cents as montant,
      o.planned_start_on as debut_prevu, o.planned_end_on as fin_prevue,
      (select string_agg(p.name || ':' || trim_scale(n.quarter_days / 4.0), '|' order by n.rank)
       from opportunity_needs n join profiles p on p.id = n.profile_id where n.opportunity_id = o.id) as besoins,
      o.owner_email as commercial
    from opportunities o join clients c on c.id = o.client_id
    order by o.code collate "C"`,

  projets: (sql) => sql`
    select p.code, c.code as client, o.code as opportunite, p.title as titre, p.contract_kind as contrat,
      p.status as statut, p.starts_on as debut, p.ends_on as fin, p.fixed_price_cents as montant_forfait,
      p.ceiling_cents as plafond, p.monthly_fee_cents as forfait_mensuel,
      trim_scale(p.included_units)::text as unites_incluses, p.unit_price_cents as prix_unite,
      p.carry_over_months as report_mois, p.planned_purchases_cents as achats_prevus, m.code as responsable
    from projects p left join clients c on c.id = p.client_id left join opportunities o on o.id = p.opportunity_id
      left join consultants m on m.id = p.manager_id
    order by p.code collate "C"`,

  budgets: (sql) => sql`
    select p.code as projet, f.name as profil, b.quarter_days as jours, b.daily_rate_cents as tjm,
      b.planned_daily_cost_cents as cjm_prevu
    from project_budgets b join projects p on p.id = b.project_id join profiles f on f.id = b.profile_id
    order by p.code collate "C", f.name collate "C"`,

  // A tentative assignment on an opportunity has no project yet: it has no place in the files.
  affectations: (sql) => sql`
    select a.code, p.code as projet, c.code as matricule, f.name as profil, a.starts_on as debut, a.ends_on as fin,
      trim_scale(a.quota)::text as quotite, a.daily_rate_cents as tjm, k.daily_cost_cents as cout_jour, a.status as statut
    from assignments a join projects p on p.id = a.project_id join consultants c on c.id = a.consultant_id
      left join profiles f on f.id = a.profile_id left join assignment_costs k on k.assignment_id = a.id
    order by a.code collate "C"`,

  jalons: (sql) => sql`
    select p.code as projet, m.code, m.label as libelle, m.planned_on as date_prevue, m.amount_cents as montant,
      m.accepted_on as date_acceptation
    from milestones m join projects p on p.id = m.project_id
    order by p.code collate "C", m.code collate "C"`,

  unites: (sql) => sql`
    select p.code as projet, to_char(u.month, 'YYYY-MM') as mois, trim_scale(u.units)::text as unites
    from project_units u join projects p on p.id = u.project_id
    order by p.code collate "C", u.month`,

  raf: (sql) => sql`
    select p.code as projet, f.name as profil, r.declared_on as date, r.quarter_days as jours
    from raf_declarations r join projects p on p.id = r.project_id join profiles f on f.id = r.profile_id
    order by p.code collate "C", f.name collate "C", r.declared_on`,

  bons_de_commande: (sql) => sql`
    select b.number as numero, c.code as client, p.code as projet, b.amount_cents as montant, b.starts_on as debut,
      b.ends_on as fin
    from purchase_orders b join clients c on c.id = b.client_id left join projects p on p.id = b.project_id
    order by b.number collate "C"`,

  absences: (sql) => sql`
    select c.code as matricule, a.kind as type, a.starts_on as debut, a.ends_on as fin,
      a.starts_afternoon as debut_apres_midi, a.ends_morning as fin_matin, a.status as statut, a.occurrence
    from absences a join consultants c on c.id = a.consultant_id
    order by c.code collate "C", a.kind collate "C", a.starts_on, a.occurrence`,

  achats: (sql) => sql`
    select p.code as projet, a.bought_on as date, a.label as libelle, a.amount_cents as montant,
      a.rebillable as refacturable,
      -- An agreed amount is said as its share of the cost, to the cent.
      trim_scale(case when a.rebilled_cents is null or a.amount_cents = 0 then a.rebilling_percent
        else round(a.rebilled_cents * 100.0 / a.amount_cents, 6) end)::text as taux_refacturation, a.occurrence,
      case when a.billed_line_id is not null then 'facture' end as locked
    from purchases a join projects p on p.id = a.project_id
    order by p.code collate "C", a.bought_on, a.label collate "C", a.occurrence`,

  factures: (sql) => sql`
    select i.number as numero, i.kind as type, c.code as client, p.code as projet, i.issued_on as date,
      i.due_on as echeance, i.period_start as periode_debut, i.period_end as periode_fin, i.net_cents as montant_ht,
      trim_scale(i.vat_percent)::text as taux_tva, i.gross_cents as montant_ttc, o.number as facture_origine,
      'enregistree' as locked
    from invoices i join clients c on c.id = i.client_id left join projects p on p.id = i.project_id
      left join invoices o on o.id = i.credited_invoice_id
    where i.origin <> 'draft'
    order by i.number collate "C"`,

  paiements: (sql) => sql`
    select p.paid_on as date, i.number as facture, p.gross_cents as montant_ttc, p.reference, p.occurrence,
      'enregistree' as locked
    from payments p join invoices i on i.id = p.invoice_id
    order by p.paid_on, i.number collate "C", p.occurrence`,

  temps: (sql) => sql`
    select c.code as matricule, t.worked_on as date, p.code as projet, t.quarter_days as jours, t.state as statut,
      t.comment as commentaire, t.occurrence, case when t.billed_line_id is not null then 'facture' end as locked
    from time_rows t join consultants c on c.id = t.consultant_id join projects p on p.id = t.project_id
    order by c.code collate "C", t.worked_on, p.code collate "C", t.occurrence`,

  lignes_facture: (sql) => sql`
    select v.number as numero, l.rank as ligne, coalesce(i.rank, 1) as rang, l.kind as nature, l.label as libelle,
      trim_scale(l.quantity)::text as quantite, l.unit_price_cents as prix_unitaire, l.amount_cents as montant,
      coalesce(tp.code, ap.code, mp.code, ip.code, lp.code) as projet, coalesce(tc.code, lc.code) as matricule,
      coalesce(t.worked_on, a.bought_on) as date, a.label as achat, m.code as jalon, to_char(i.month, 'YYYY-MM') as mois,
      coalesce(t.occurrence, a.occurrence) as n, o.rank as ligne_origine, 'enregistree' as locked
    from invoice_lines l join invoices v on v.id = l.invoice_id
      left join projects lp on lp.id = l.project_id left join consultants lc on lc.id = l.consultant_id
      left join invoice_lines o on o.id = l.credited_line_id
      -- What a line of on-call units names is in a file of Vigie's own (lignes_astreinte).
      left join invoice_line_items i on i.line_id = l.id and i.on_call_unit_id is null
      left join projects ip on ip.id = i.project_id
      left join time_rows t on t.id = i.time_row_id
      left join projects tp on tp.id = t.project_id left join consultants tc on tc.id = t.consultant_id
      left join purchases a on a.id = i.purchase_id left join projects ap on ap.id = a.project_id
      left join milestones m on m.id = i.milestone_id left join projects mp on mp.id = m.project_id
    where v.origin <> 'draft'
    order by v.number collate "C", l.rank, i.rank`,
};
