// What people ask in their own words, checked against the oracle: the same figures as by the words of the reports.
import { describe, expect, test } from 'vitest';
import { figuresOf, openExampleTalk } from './talk.ts';

const { firm, ask } = openExampleTalk();

type Billing = { projects: { code: string; total: number; blocked: unknown[] }[]; total: number };
const billing = firm.report('billing', { month: '2026-10' }) as Billing;

describe('ce qui est à facturer', () => {
  test('« qu’est-ce qui reste à facturer » ne demande pas ce qui bloque', async () => {
    const answer = await ask("qu'est ce qui reste a facturer d'octobre");
    expect(figuresOf(answer, 'total')).toEqual({ total: billing.total });
  });

  test('« qui doit être facturé » n’est pas qui doit de l’argent', async () => {
    const told = figuresOf(await ask('qui doit etre facturé en octobre et combien'), 'total');
    expect(told['P003']).toBe(billing.projects.find(({ code }) => code === 'P003')?.total);
  });

  test('ce qui est bloqué a son total', async () => {
    const blocked = billing.projects.filter((project) => project.blocked.length > 0);
    const sum = blocked.reduce((all, { total }) => all + Math.round(total * 100), 0) / 100;
    expect(figuresOf(await ask('combien est bloqué en euros', 'adv'), 'total')).toMatchObject({ total: sum });
  });
});

test('les impayés disent ce qui n’est pas encore échu', async () => {
  const { clients } = firm.report('receivables') as { clients: { code: string; not_due: number }[] };
  const due = clients.find(({ code }) => code === 'CL001')?.not_due;
  expect(figuresOf(await ask('impayés de CL001'), 'not_due')).toEqual({ CL001: due });
});

describe('les mots de tous les jours', () => {
  test.each([
    ['capa dev en fevrier', 'capacity'],
    ['quel profil est le plus tendu en janvier', 'balance'],
    ['il nous manque quoi comme profils d’ici mars', 'balance'],
    ['combien je vends C001', 'tjm'],
    ['budget vs conso P003', 'planned_days'],
    ['notre pire client', 'margin_rate'],
    ['client qui paie le plus mal', 'days'],
    ['quand se libere C004', 'end'],
    ['combien j’ai signé cette année', 'amount'],
  ])('« %s » est compris', async (question, name) => {
    const answer = await ask(question);
    expect(answer.outcome).toBe('answered');
    expect(answer.figures.map((one) => one.name)).toContain(name);
  });

  test('le responsable d’un projet est une personne', async () => {
    expect((await ask("c'est qui le resp de P003")).answer).toContain('C001');
  });

  test('« propose-moi qqn » propose', async () => {
    expect((await ask('propose moi qqn pour O0008')).outcome).toBe('proposed');
  });

  test('mes jours d’un mois sont ceux de mon CRA', async () => {
    const answer = await ask('mes jours en octobre', 'consultant', 'C002');
    expect(Object.keys(figuresOf(answer, 'days'))).toEqual(['C002']);
  });

  test('les jours fériés sont ceux du calendrier, à venir', async () => {
    expect((await ask('jours feries en decembre', 'consultant', 'C002')).answer).toContain('25/12/2026');
  });

  test('quand quelqu’un est en congé, ce sont ses absences', async () => {
    expect((await ask('C004 est en congé quand')).answer).toContain('21/12/2026');
  });
});

describe('ce qui n’est pas tenu ainsi n’est pas dit autrement', () => {
  test.each([
    'CA par agence',
    'taux de congé',
    'intercontrat d’octobre en jours',
    'affaires sans nouvelles depuis 1 mois',
    'taux de transfo cette année',
    'tjm de vente tech lead',
  ])('« %s »', async (question) => {
    const answer = await ask(question);
    expect(answer.outcome).toBe('abstained');
    expect(answer.figures).toEqual([]);
  });

  test.each([
    ['qui doit partir en formation', /CL00/],
    ['bc sans consommation', /BC-/],
    ['qui est vendu sous son cout', /\(C00/],
  ])('« %s » n’est pas une liste entière', async (question, others) => {
    expect((await ask(question)).answer).not.toMatch(others);
  });
});

describe('qui, et combien', () => {
  test('les jours de chacun sur un projet sont ceux de ses CRA', async () => {
    const { answer } = await ask('qui a bossé sur P001 en octobre et combien de jours');
    expect(answer).toContain('(C001)');
    expect(answer).toMatch(/5 j soumis, 16 j validés/);
  });

  test('de toutes les périodes, ce chiffre ne se lit pas par personne', async () => {
    expect((await ask('jours par consultant sur P001')).outcome).toBe('abstained');
  });

  test('si un client a été relancé est dit de chaque facture échue', async () => {
    const answer = await ask("est ce qu'on a relancé CL003 ?", 'adv');
    expect(answer.proposals).toEqual([]);
    expect(answer.answer).toMatch(/F2026-00008.*aucune relance envoyée/);
  });

  test('ce qui reste d’un bon de commande est son montant moins ce qui est consommé', async () => {
    const { orders } = firm.report('orders') as { orders: { number: string; amount: number; used: number }[] };
    const order = orders.find(({ number }) => number === 'BC-0102');
    const left = Math.round((Number(order?.amount) - Number(order?.used)) * 100) / 100;
    expect((await ask('bc de P002 il reste combien')).figures.map(({ value }) => value)).toContain(left);
  });

  test('le TJM vendu est dit à côté du TJM réel', async () => {
    expect(figuresOf(await ask('TJM P001 vs prevu'), 'planned_tjm')).toEqual({ P001: 592.5 });
  });

  test('« qui gagne le plus » n’est pas une affaire gagnée', async () => {
    expect((await ask('qui gagne le plus')).outcome).toBe('abstained');
  });
});

describe('ce qui est connu, et n’est pas ce dont le chiffre parle', () => {
  test.each([
    'pipe de Gaël',
    'créances de Gaël',
    'TACE par équipe',
    'TACE par profil',
    'quel projet a perdu le plus en octobre',
  ])('n’est pas dit de la société : « %s »', async (question) => {
    const answer = await ask(question);
    expect(answer.outcome).toBe('abstained');
    expect(answer.figures).toEqual([]);
  });

  test('un client est actif par un projet en cours', async () => {
    const running = new Set(
      firm.projects.filter(({ status, client }) => status === 'en_cours' && client !== '').map(({ client }) => client),
    );
    expect(figuresOf(await ask('combien de clients actifs'), 'count')).toEqual({ total: running.size });
  });

  test('la semaine d’un jour est entière', async () => {
    expect((await ask('qui est dispo la semaine du 9 décembre')).answer).toContain('du 07/12/2026 au 13/12/2026');
  });
});

describe('deux personnes lisent deux chiffres', () => {
  test('aux coûts standards, la réponse le dit', async () => {
    expect((await ask('marge P001', 'commercial')).answer).toContain('aux coûts standards');
    expect((await ask('marge P001')).answer).not.toContain('coûts standards');
    expect((await ask('clients en retard', 'commercial')).answer).not.toContain('coûts standards');
  });

  test('un total de ce que l’on voit n’est pas celui de la société', async () => {
    const answer = await ask('combien il reste a faire sur mes projets', 'responsable', 'C001');
    expect(answer.answer).not.toContain('Total de la société');
  });
});

describe('ce que dit la question sans rien restreindre n’arrête pas la réponse', () => {
  test.each([
    ['quel revenu reconnu à ce jour sur migration mobile ?', 'revenue', { P002: 42148.28 }],
    ['perte de marge sur Refonte paie par rapport au prévu', 'impact', { P003: 17713.09 }],
    ['en décembre 2026, capacité moins charge pour les développeurs ?', 'balance', { Développeur: 34 }],
    ['How many Architecte days do we have in November?', 'capacity', { Architecte: 0 }],
    ['À combien est-on occupés en octobre, en taux ?', 'occupation', { total: 0.9474 }],
  ] as const)('« %s »', async (question, name, told) => {
    expect(Object.values(figuresOf(await ask([question]), name))).toEqual(Object.values(told));
  });

  test('le chef de projet d’un projet, ce qui ne se juge pas, un bonjour devant une demande', async () => {
    expect((await ask(['quel est le chef de projet de P006 ?'])).answer).toContain('C001');
    expect((await ask(['sur quels projets manque-t-il de quoi juger la dérive ?'])).answer).toContain('P008');
    expect((await ask(['Hi, whose leave requests are pending?'])).answer).toContain('C003');
  });
});
