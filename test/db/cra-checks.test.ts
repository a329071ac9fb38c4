// The report cra_checks on a real database: the person X of November 2026, what the client signed, what a subcontractor
// bills, the rules that the firm turns on; and each ready fix, carried out like any command, settles its finding.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workingDaysIn } from '../../domain/calendar.ts';
import type { CheckedFinding } from '../../domain/cra-checks/check-month.ts';
import { ANOMALY_RULES } from '../../domain/anomalies.ts';
import { randomFirm } from '../oracle/random-firm.ts';
import { openDesk, type Desk } from './desk.ts';

const TODAY = '2026-11-30';
const WORKED = workingDaysIn('2026-11-01', TODAY);

function csv(head: string, rows: readonly string[]): string {
  return `${[head, ...rows].join('\n')}\n`;
}

/** X and Y at TJM 550 on P1, Z a subcontractor on P2; X as in DOMAIN.md, 4, the others in order. */
function makeFirm(): Map<string, string> {
  const day = (who: string, date: string, project: string, days: number) => `${who};${date};${project};${days};valide;`;
  const full = (who: string, project: string, without: readonly string[] = []) =>
    WORKED.filter((date) => !without.includes(date)).map((date) => day(who, date, project, 1));
  return new Map([
    ['clients.csv', csv('code;raison_sociale;delai_paiement_jours', ['CLI;Client;30'])],
    ['profils.csv', csv('profil;tjm_cible;cjm_prevu', ['Dev;550;340'])],
    [
      'consultants.csv',
      csv('matricule;prenom;nom;email;profil;type;date_entree;manager', [
        'M;Marie;Morel;responsable@esn-bureau.fr;Dev;salarie;2020-01-06;',
        'X;Xavier;Petit;consultant@esn-bureau.fr;Dev;salarie;2024-01-08;M',
        'Y;Yasmine;Roux;y@esn-bureau.fr;Dev;salarie;2024-01-08;M',
        'Z;Zoé;Lang;z@esn-bureau.fr;Dev;independant;2024-01-08;',
      ]),
    ],
    ['couts.csv', csv('matricule;debut;cjm', ['X;2024-01-08;340', 'Y;2024-01-08;340', 'Z;2024-01-08;400'])],
    [
      'projets.csv',
      csv('code;client;titre;contrat;statut;debut;fin;responsable', [
        'P1;CLI;Portail;regie;en_cours;2026-01-05;2026-12-31;M',
        'P2;CLI;Données;regie;en_cours;2026-01-05;2026-12-31;M',
        'INT01;;Intercontrat;interne;en_cours;;;M',
        'INT02;;Avant-vente;interne;en_cours;;;M',
      ]),
    ],
    [
      'affectations.csv',
      csv('code;projet;matricule;profil;debut;fin;quotite;tjm;statut', [
        'A1;P1;X;Dev;2026-01-05;2026-12-31;1;550;ferme',
        'A2;P1;Y;Dev;2026-01-05;2026-12-31;1;550;ferme',
        'A3;P2;Z;Dev;2026-01-05;2026-12-31;1;650;ferme',
      ]),
    ],
    ['absences.csv', csv('matricule;type;debut;fin;statut', ['X;cp;2026-11-12;2026-11-12;validee'])],
    [
      'temps.csv',
      csv('matricule;date;projet;jours;statut;commentaire', [
        ...full('X', 'P1', ['2026-11-12', '2026-11-16', '2026-11-20']),
        day('X', '2026-11-11', 'P1', 1),
        day('X', '2026-11-12', 'P1', 0.5),
        day('X', '2026-11-16', 'P1', 1),
        day('X', '2026-11-16', 'INT02', 0.5),
        ...full('Y', 'P1'),
        ...full('Z', 'P2'),
      ]),
    ],
  ]);
}

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk(makeFirm());
});
afterAll(() => desk.database.drop());

/** The report calls the code of a check `check`. */
function readFindings(report: unknown): CheckedFinding[] {
  const { findings } = report as { findings: (Omit<CheckedFinding, 'code'> & { check: CheckedFinding['code'] })[] };
  return findings.map(({ check, ...finding }) => ({ ...finding, code: check }));
}

async function readChecks(): Promise<CheckedFinding[]> {
  const report = await desk.report('cra_checks', { month: '2026-11', 'as-of': TODAY });
  return readFindings(report);
}
const readShort = async (): Promise<string[]> =>
  (await readChecks()).map(({ rule, code, consultant, date }) => `${rule} ${code} ${consultant} ${date ?? '-'}`);

describe('le contrôle des CRA de novembre', () => {
  test('la personne X a exactement quatre constats, les autres aucun', async () => {
    expect(await readShort()).toEqual([
      '1 holiday X 2026-11-11',
      '2 leave X 2026-11-12',
      '3 overfull X 2026-11-16',
      '8 missing X 2026-11-20',
    ]);
  });

  test('le rapport des anomalies ne change pas', async () => {
    const { findings } = (await desk.report('anomalies', { month: '2026-11', 'as-of': TODAY })) as unknown as {
      findings: { rule: string }[];
    };
    expect(findings.map(({ rule }) => rule)).toEqual(['holiday', 'leave', 'overfull', 'missing']);
  });

  test('chaque correction, passée comme une commande, règle son constat', async () => {
    for (const { fix } of await readChecks()) {
      expect(await desk.run(fix?.command ?? '', fix?.input, 'direction', TODAY)).toMatchObject({ state: 'done' });
    }
    expect(await readShort()).toEqual([]);
  });

  test('une anomalie acceptée reste dite, avec sa raison', async () => {
    const weekend = { consultant: 'Y', date: '2026-11-14', project: 'P1', days: 1 };
    await desk.run('enter_time', { entries: [weekend] }, 'direction', TODAY);
    const accepted = { rule: 'holiday', consultant: 'Y', month: '2026-11', date: '2026-11-14', reason: 'Bascule' };
    expect(await desk.run('accept_anomaly', accepted, 'direction', TODAY)).toMatchObject({ state: 'done' });
    expect(await readChecks()).toMatchObject([{ code: 'holiday', consultant: 'Y', accepted: 'Bascule' }]);
    await desk.run('enter_time', { entries: [{ ...weekend, days: 0 }] }, 'direction', TODAY);
    expect(await readShort()).toEqual([]);
  });

  test('un bon de commande échu se prolonge d’un geste', async () => {
    const order = { number: 'BC1', client: 'CLI', project: 'P2', amount: 50_000, startsOn: '2026-01-01' };
    await desk.run('record_purchase_order', { ...order, endsOn: '2026-11-26' }, 'adv', TODAY);
    expect(await readShort()).toEqual(['7 order_closed Z 2026-11-27']);
    const [closed] = await readChecks();
    expect(closed?.evidence).toEqual(['temps/Z/2026-11-27/P2/1', 'temps/Z/2026-11-30/P2/1', 'commande/BC1']);
    expect(await desk.run(closed?.fix?.command ?? '', closed?.fix?.input, 'adv', TODAY)).toMatchObject({
      state: 'done',
    });
    expect(await readShort()).toEqual([]);
  });
});

describe('ce que le client a signé', () => {
  const signed = { consultant: 'Y', month: '2026-11', project: 'P1', by: 'Mme Lopez', validatedOn: TODAY };

  test('signé conforme, rien à dire ; d’autres jours, un constat', async () => {
    const evidence = 'cra-signe.pdf';
    await desk.run('record_client_validation', { ...signed, evidence }, 'adv', TODAY);
    expect(await readShort()).toEqual([]);
    await desk.run('record_client_validation', { ...signed, evidence, days: 19 }, 'adv', TODAY);
    expect(await readChecks()).toMatchObject([{ code: 'client_days_differ', severity: 'block', days: 1 }]);
  });

  test('un CRA changé après la signature attend la suivante', async () => {
    await desk.run('record_client_validation', { ...signed, evidence: 'cra-v1.pdf' }, 'adv', TODAY);
    const corrected = { consultant: 'Y', date: '2026-11-30', project: 'P1', days: 0.5, reason: 'Parti à midi' };
    await desk.run('correct_time', corrected, 'direction', TODAY);
    const changed = (await readChecks()).find(({ rule }) => rule === 18);
    expect(changed).toMatchObject({ code: 'changed_after_validation', consultant: 'Y', project: 'P1' });
    expect(changed?.sentence).toMatch(/20.j.*19,5.j/u);
    await desk.run('record_client_validation', { ...signed, evidence: 'cra-v2.pdf' }, 'adv', TODAY);
    expect((await readChecks()).filter(({ rule }) => rule === 18)).toEqual([]);
    await desk.run('correct_time', { ...corrected, days: 1, reason: 'Resté finalement' }, 'direction', TODAY);
    await desk.run('record_client_validation', { ...signed, evidence: 'cra-v3.pdf' }, 'adv', TODAY);
    expect(await readShort()).toEqual([]);
  });

  test('un jour soumis après la signature se voit à l’empreinte du contenu', async () => {
    await desk.write(
      (tx) => tx`
      update timesheets t set client_validation = client_validation || '{"contentSha": "autre"}'
      from consultants c where c.id = t.consultant_id and c.code = 'Y'`,
    );
    expect(await readShort()).toEqual(['18 changed_after_validation Y -']);
    await desk.run('record_client_validation', { ...signed, evidence: 'cra-v4.pdf' }, 'adv', TODAY);
    expect(await readShort()).toEqual([]);
  });

  test('le sous-traitant facture d’autres jours que ceux signés', async () => {
    const invoice = { consultant: 'Z', number: 'S1', month: '2026-11', days: 19, net: 7600 };
    expect(await desk.run('record_supplier_invoice', invoice, 'adv', TODAY)).toMatchObject({ state: 'done' });
    expect(await readShort()).toEqual(['17 subcontractor_days Z -']);
    await desk.run('record_supplier_invoice', { ...invoice, number: 'S2', days: 1, net: 400 }, 'adv', TODAY);
    expect(await readShort()).toEqual([]);
  });

  test('des frais un jour sans travail se refusent en un geste', async () => {
    const spent = { consultant: 'X', spentOn: '2026-11-21', label: 'Train', amount: 80, project: null };
    expect(await desk.run('record_expense', spent, 'consultant', TODAY)).toMatchObject({ state: 'done' });
    const [found] = await readChecks();
    expect(found).toMatchObject({ code: 'expense_on_day_off', consultant: 'X', date: '2026-11-21' });
    expect(await desk.run(found?.fix?.command ?? '', found?.fix?.input, 'adv', TODAY)).toMatchObject({ state: 'done' });
    expect(await readShort()).toEqual([]);
  });
});

describe('les règles que la maison allume', () => {
  test('la façon de travailler n’est regardée que si la direction le décide, à deux', async () => {
    await desk.write(
      (tx) => tx`
      insert into time_sums (consultant_id, project_id, assignment_id, profile_id, daily_rate_cents, month, state,
        quarter_days, value_quarter_cents, cost_quarter_cents)
      select c.id, p.id, 0, c.profile_id, 0, (date '2026-05-01' + make_interval(months => n))::date, 'valide', 80, 0, 0
      from consultants c, projects p, generate_series(0, 5) n where c.code = 'Y' and p.code = 'INT02'`,
    );
    expect(await readShort()).toEqual([]);
    const policy = { watchPeopleRules: true, daysContracts: true };
    expect(await desk.run('set_policy', policy, 'direction', TODAY)).not.toMatchObject({ state: 'done' });
    await desk.write(
      (tx) => tx`
      insert into firm (id, settings) values (1, '{"watch_people_rules": true, "days_contracts": true}')
      on conflict (id) do update set settings = firm.settings || excluded.settings`,
    );
    expect(await readShort()).toEqual(['23 billable_outlier Y -']);
    const report = await desk.report('cra_checks', { month: '2026-11', 'as-of': TODAY });
    expect(report).toMatchObject({ watches_people: true });
  });
});

describe('des firmes quelconques, toutes les règles allumées', () => {
  const ANOMALIES: ReadonlySet<string> = new Set(ANOMALY_RULES);

  test.each([11, 12, 13])(
    'firme %i : les constats des anomalies y sont tous, un projet clos à sa fin mis à part',
    async (seed) => {
      const firm = await openDesk(randomFirm(seed));
      try {
        await firm.write(
          (tx) => tx`
        insert into firm (id, settings) values (1, '{"watch_people_rules": true, "days_contracts": true}')
        on conflict (id) do update set settings = firm.settings || excluded.settings`,
        );
        const args = { month: '2026-10', 'as-of': '2026-10-31' };
        const findings = readFindings(await firm.report('cra_checks', args));
        const said = (await firm.report('anomalies', args)) as unknown as {
          findings: { rule: string; consultant: string; date: string | null; project: string | null; days: number }[];
        };
        const keyOf = (
          rule: string,
          one: { consultant: string; date: string | null; project: string | null; days: number },
        ) => [rule, one.consultant, one.date, one.project, one.days].join(' ');
        const ours = findings.filter(({ code }) => ANOMALIES.has(code)).map((one) => keyOf(one.code, one));
        const theirs = said.findings.map((one) => keyOf(one.rule, one));
        expect(theirs.length).toBeGreaterThan(20);
        expect(ours.filter((key) => !theirs.includes(key))).toEqual([]);
        expect(theirs.filter((key) => !ours.includes(key) && !key.startsWith('closed '))).toEqual([]);
        expect(findings.filter(({ code, evidence }) => evidence.length === 0 && code !== 'days_contract')).toEqual([]);
      } finally {
        await firm.database.drop();
      }
    },
  );
});
