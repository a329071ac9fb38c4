// What the database holds of Vigie's own files: one query a file, its columns named as in the file.
import type { Queryable } from '../connection.ts';
import type { OwnFileName } from './file-names.ts';

export const ownQueries: { readonly [F in OwnFileName]: (sql: Queryable) => ReturnType<Queryable> } = {
  souhaits: (sql) => sql`
    select c.code as matricule,
      nullif((select string_agg(replace(w.wish, '|', '/'), '|' order by w.rank)
        from jsonb_array_elements_text(s.wishes) with ordinality w (wish, rank)), '') as souhaits,
      s.remote_days::text as jours_distants
    from staffing_wishes s join consultants c on c.id = s.consultant_id
    order by c.code collate "C"`,

  lieux: (sql) => sql`
    select o.code as opportunite, w.place as lieu, w.place_required as lieu_impose, w.remote_days::text as jours_distants
    from workplaces w join opportunities o on o.id = w.opportunity_id
    order by o.code collate "C"`,

  frais_contrat: (sql) => sql`
    select p.code as projet, e.kind as regle, e.amount_cents as montant
    from expense_policies e join projects p on p.id = e.project_id
    order by p.code collate "C"`,

  tarifs_astreinte: (sql) => sql`
    select p.code as projet, r.code, r.starts_on as debut, r.label as libelle, r.unit_price_cents as prix_unitaire,
      trim_scale(r.coefficient)::text as coefficient
    from on_call_rates r join projects p on p.id = r.project_id
    order by p.code collate "C", r.code collate "C", r.starts_on`,

  astreintes: (sql) => sql`
    select p.code as projet, c.code as matricule, u.worked_on as date, u.rate as tarif, trim_scale(u.units)::text as unites,
      case when u.billed_line_id is not null then 'facture' end as locked
    from on_call_units u join projects p on p.id = u.project_id join consultants c on c.id = u.consultant_id
    order by p.code collate "C", c.code collate "C", u.worked_on, u.rate collate "C"`,

  refacturations: (sql) => sql`
    select p.code as projet, a.bought_on as date, a.label as libelle, a.occurrence as n, a.disbursement as debours,
      a.rebilled_cents as montant, trim_scale(a.vat_percent)::text as taux_tva, a.entered_here as saisi,
      case when a.billed_line_id is not null then 'facture' end as locked
    from purchases a join projects p on p.id = a.project_id
    where a.disbursement or a.entered_here or a.rebilled_cents is not null or a.vat_percent is not null
    order by p.code collate "C", a.bought_on, a.label collate "C", a.occurrence`,

  // The clients whose invoices wait for proof are no part of the paper, and may be thousands.
  parties_factures: (sql) => sql`
    select number as numero, (frozen #- '{firm,settings,evidence_required}')::text as parties, 'enregistree' as locked
    from invoices where origin = 'issued' and frozen is not null
    order by number collate "C"`,

  complements_factures: (sql) => sql`
    select i.number as numero, r.number as rectifie, i.order_number as bon_de_commande, 'enregistree' as locked
    from invoices i left join invoices r on r.id = i.rectified_invoice_id
    where i.origin = 'issued' and num_nonnulls(i.rectified_invoice_id, i.order_number) > 0
    order by i.number collate "C"`,

  complements_lignes: (sql) => sql`
    select i.number as numero, l.rank as ligne, lower(l.vat_category) as categorie_tva,
      trim_scale(l.vat_percent)::text as taux_tva, 'enregistree' as locked
    from invoice_lines l join invoices i on i.id = l.invoice_id
    where i.origin = 'issued' and l.vat_category is not null
    order by i.number collate "C", l.rank`,

  tva_factures: (sql) => sql`
    select i.number as numero, lower(v.category) as categorie, trim_scale(v.percent)::text as taux, v.base_cents as base,
      v.vat_cents as tva, 'enregistree' as locked
    from invoice_vat v join invoices i on i.id = v.invoice_id
    where i.origin = 'issued'
    order by i.number collate "C", v.category, v.percent`,

  acomptes_deduits: (sql) => sql`
    select i.number as numero, l.rank as ligne, o.number as acompte, d.net_cents as montant_ht, d.gross_cents as montant_ttc,
      'enregistree' as locked
    from invoice_line_deposits d join invoice_lines l on l.id = d.line_id join invoices i on i.id = l.invoice_id
      join invoices o on o.id = d.deposit_id
    where i.origin = 'issued'
    order by i.number collate "C", l.rank, o.number collate "C"`,

  lignes_astreinte: (sql) => sql`
    select i.number as numero, l.rank as ligne, t.rank as rang, p.code as projet, c.code as matricule, u.worked_on as date,
      u.rate as tarif, 'enregistree' as locked
    from invoice_line_items t join on_call_units u on u.id = t.on_call_unit_id
      join projects p on p.id = u.project_id join consultants c on c.id = u.consultant_id
      join invoice_lines l on l.id = t.line_id join invoices i on i.id = l.invoice_id
    where i.origin = 'issued'
    order by i.number collate "C", l.rank, t.rank`,

  pertes: (sql) => sql`
    select i.number as facture, w.written_off_on as date, w.occurrence as n, w.gross_cents as montant_ttc, w.reason as motif,
      'enregistree' as locked
    from write_offs w join invoices i on i.id = w.invoice_id
    order by i.number collate "C"`,
};
