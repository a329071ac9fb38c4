// A firm whose December is all validated and not invoiced: one day a project, so that each project is one invoice.
import type { Sql } from '../../db/connection.ts';
import { addDays, weekdayOf } from '../../domain/civil-dates.ts';
import { loadFirm } from '../db/load-firm.ts';

export type DayToBill = { readonly project: string; readonly consultant: string; readonly date: string };

/** Working days of December 2026, Christmas (a Friday) left out. */
function listWorkingDays(): string[] {
  const days: string[] = [];
  for (let day = '2026-12-01'; day <= '2026-12-31'; day = addDays(day, 1)) {
    if (weekdayOf(day) < 6 && day !== '2026-12-25') days.push(day);
  }
  return days;
}

/** Loads so many projects, at 500 € a day, and returns the day that each has to bill. */
export async function loadFirmToBill(app: Sql, projects: number): Promise<DayToBill[]> {
  const working = listWorkingDays();
  const pad = (rank: number) => String(rank + 1).padStart(3, '0');
  const days = Array.from({ length: projects }, (_, rank): DayToBill => {
    const consultant = `C${pad(Math.floor(rank / working.length))}`;
    return { project: `P${pad(rank)}`, consultant, date: working[rank % working.length] ?? '' };
  });
  const people = [...new Set(days.map(({ consultant }) => consultant))];
  const file = (header: string, rows: readonly string[]) => [header, ...rows, ''].join('\n');
  await loadFirm(
    app,
    new Map([
      ['profils.csv', file('profil;tjm_cible;cjm_prevu', ['Développeur;500;300'])],
      ['clients.csv', file('code;raison_sociale;delai_paiement_jours', ['CL001;Banque;30'])],
      [
        'consultants.csv',
        file(
          'matricule;prenom;nom;email;profil;type;date_entree',
          people.map((code) => `${code};Ana;${code};${code.toLowerCase()}@esn.fr;Développeur;salarie;2020-01-01`),
        ),
      ],
      [
        'couts.csv',
        file(
          'matricule;debut;cjm',
          people.map((code) => `${code};2020-01-01;300`),
        ),
      ],
      [
        'projets.csv',
        file(
          'code;client;titre;contrat;statut;debut',
          days.map(({ project }) => `${project};CL001;Projet;regie;en_cours;2026-12-01`),
        ),
      ],
      [
        'budgets.csv',
        file(
          'projet;profil;jours;tjm',
          days.map(({ project }) => `${project};Développeur;10;500`),
        ),
      ],
      [
        'temps.csv',
        file(
          'matricule;date;projet;jours;statut',
          days.map(({ consultant, date, project }) => `${consultant};${date};${project};1;valide`),
        ),
      ],
    ]),
  );
  return days;
}
