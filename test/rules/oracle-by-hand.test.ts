// Cases that the example firm lacks, worked out by hand, before the oracle is believed on them.
import { describe, expect, it } from 'vitest';
import { readFirm } from '../oracle/read-firm.ts';
import type { Firm } from '../oracle/read-firm.ts';
import { computeReport } from '../oracle/report.ts';

/** Files written as `projets: 'code;contrat\nP1;tma'`, beside one client, profile and person. */
function firmOf(files: Record<string, string>): Firm {
  const all = {
    clients: 'code;raison_sociale\nCL1;Client',
    profils: 'profil;tjm_cible;cjm_prevu\nDev;500;300',
    consultants: 'matricule;prenom;nom;profil;type;date_entree;quotite\nC1;A;B;Dev;salarie;2020-01-01;1',
    couts: 'matricule;debut;cjm\nC1;2020-01-01;300',
    ...files,
  };
  return readFirm(new Map(Object.entries(all).map(([name, text]) => [`${name}.csv`, text])));
}

type Lines = { kind: string; quantity: number; unit_price: number; amount: number }[];
type Bill = { projects: { lines: Lines; total: number; arrears_days: number }[] };
type Margin = { projects: { revenue: number; eac_revenue: number }[] };

const bill = (firm: Firm, month: string, asOf: string) =>
  (computeReport(firm, 'billing', { month, 'as-of': asOf }) as Bill).projects[0];

const service = (carryMonths: string): Firm =>
  firmOf({
    projets: `code;client;contrat;statut;debut;fin;forfait_mensuel;unites_incluses;prix_unite;report_mois
P1;CL1;tma;en_cours;2026-01-01;2026-06-30;1000;10;100;${carryMonths}`,
    unites: `projet;mois;unites
P1;2026-01;4
P1;2026-02;12
P1;2026-03;15
P1;2026-04;2
P1;2026-05;20`,
  });

describe('la TMA reporte ses unités, puis elles tombent', () => {
  const revenueOf = (firm: Firm) => (computeReport(firm, 'margin', { 'as-of': '2026-05-31' }) as Margin).projects[0];

  it('un mois de report : il reste 4 unités de janvier qui tombent en mars', () => {
    // Overage: 5 in March, 2 in May (20 − 10 − the 8 left by April).
    expect(revenueOf(service('1'))).toMatchObject({ revenue: 5700, eac_revenue: 6700 });
  });

  it('deux mois de report : mars les emploie', () => {
    expect(revenueOf(service('2'))).toMatchObject({ revenue: 5300 });
  });

  it('sans report : chaque mois pour lui', () => {
    // 2 in February, 5 in March, 10 in May.
    expect(revenueOf(service(''))).toMatchObject({ revenue: 6700 });
  });

  it('le mois se facture en un forfait et un dépassement', () => {
    expect(bill(service('1'), '2026-03', '2026-03-31')?.lines).toMatchObject([
      { kind: 'fee', quantity: 1, unit_price: 1000, amount: 1000 },
      { kind: 'overage', quantity: 5, unit_price: 100, amount: 500 },
    ]);
  });
});

describe('la facturation', () => {
  const time = (month: string, days: number): string =>
    Array.from({ length: days }, (_, index) => `C1;2026-${month}-0${String(index + 2)};P1;1;valide`).join('\n');

  it('reprend ce qui passe le plafond, les achats refacturés mis à part', () => {
    const firm = firmOf({
      projets: 'code;client;contrat;statut;plafond\nP1;CL1;regie_plafonnee;en_cours;5000',
      affectations: 'code;projet;matricule;debut;tjm;statut\nA1;P1;C1;2026-01-01;500;ferme',
      temps: `matricule;date;projet;jours;statut\n${time('01', 5)}\n${time('02', 6)}`,
      achats: `projet;date;libelle;montant;refacturable;taux_refacturation
P1;2026-01-15;Train;1000;oui;33.33
P1;2026-02-15;Train;100;oui;110`,
      factures: `numero;type;client;projet;date;echeance;periode_debut;periode_fin;montant_ht;taux_tva;montant_ttc;facture_origine
F1;facture;CL1;P1;2026-02-01;2026-03-01;2026-01-01;2026-01-31;3000;20;3600;`,
    });
    // 5000 − (3000 − 333.30) leaves 2333.30 for 3000 of days.
    const february = bill(firm, '2026-02', '2026-02-28');
    expect(february?.lines).toMatchObject([
      { kind: 'time', quantity: 6, unit_price: 500, amount: 3000 },
      { kind: 'ceiling', quantity: -1, unit_price: 666.7, amount: -666.7 },
      { kind: 'purchase', quantity: 1, unit_price: 110, amount: 110 },
    ]);
    expect(february?.total).toBe(2443.3);
  });

  it('paie d’abord le jalon accepté le premier, avec l’acompte net de son avoir', () => {
    const firm = firmOf({
      projets: 'code;client;contrat;statut;montant_forfait\nP1;CL1;forfait;en_cours;3000',
      jalons: `projet;code;montant;date_acceptation
P1;J1;1000;2026-02-10
P1;J2;2000;2026-01-20
P1;J3;500;2026-03-01`,
      factures: `numero;type;client;projet;date;echeance;periode_debut;periode_fin;montant_ht;taux_tva;montant_ttc;facture_origine
F1;acompte;CL1;P1;2026-01-05;2026-02-05;;;1500;20;1800;
F2;avoir;CL1;P1;2026-01-06;2026-02-06;;;200;20;240;F1`,
    });
    expect(bill(firm, '2026-02', '2026-03-31')?.lines).toMatchObject([
      { kind: 'milestone', amount: 700 },
      { kind: 'milestone', amount: 1000 },
    ]);
  });

  it('rend au reste à facturer les jours d’une facture reprise en entier', () => {
    const firmWith = (second: number): Firm =>
      firmOf({
        projets: 'code;client;contrat;statut\nP1;CL1;regie;en_cours',
        affectations: 'code;projet;matricule;debut;tjm;statut\nA1;P1;C1;2026-01-01;500;ferme',
        temps: `matricule;date;projet;jours;statut\n${time('01', 2)}\n${time('02', 1)}`,
        factures: `numero;type;client;projet;date;echeance;periode_debut;periode_fin;montant_ht;taux_tva;montant_ttc;facture_origine
F1;facture;CL1;P1;2026-02-01;2026-03-01;2026-01-01;2026-01-31;1000;20;1200;
F2;avoir;CL1;P1;2026-02-02;2026-03-01;;;400;20;480;F1
F3;avoir;CL1;P1;2026-02-03;2026-03-01;;;${String(second)};20;720;F1`,
      });
    expect(bill(firmWith(600), '2026-02', '2026-02-28')?.arrears_days).toBe(2);
    expect(bill(firmWith(599), '2026-02', '2026-02-28')?.arrears_days).toBe(0);
    // Before the second credit note is dated, the invoice still stands.
    expect(bill(firmWith(600), '2026-02', '2026-02-02')?.arrears_days).toBe(0);
  });
});
