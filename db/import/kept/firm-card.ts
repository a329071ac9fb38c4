// Who the firm is and the rules that it gave itself (set_firm, set_policy): one row, a column a setting; and the clients of
// whom no invoice leaves without proof, when they are chosen one by one.
import { ACCOUNT_NUMBER, ACCOUNT_USES } from '../../../domain/accounts/chart.ts';
import { FIRM_VAT_REGIMES, VAT_DUE } from '../../../domain/commands/firm/set-firm.ts';
import { BEYOND_ORDER } from '../../../domain/commands/invoices/hold-beyond-order.ts';
import { EVIDENCE_SETTING } from '../../../domain/evidence.ts';
import { isIban } from '../../../domain/iban.ts';
import { END_OF_MONTH_READINGS } from '../../../domain/invoice-terms.ts';
import { STANDARD_COST_ROLES } from '../../../domain/roles.ts';
import { STAFFING_TERMS } from '../../../domain/staffing/weights.ts';
import type { Transaction } from '../../connection.ts';
import * as cell from '../cells.ts';
import { key, may, must } from '../columns.ts';
import type { KeptFile, Values } from './tables.ts';

type CardFile = 'entreprise' | 'clients_a_preuve';

const iban: cell.CellType = {
  stored: 'text',
  read: (typed) => {
    const bare = typed.replace(/\s/g, '').toUpperCase();
    return isIban(bare)
      ? bare
      : { problem: `${cell.quoteCell(typed)} n'est pas un IBAN`, expected: 'un IBAN à la clé juste' };
  },
};

/** `client:4110|bank:5121`: what the firm says of each of these words, in the order of the words. */
function pairs(words: readonly string[], isGood: (value: string) => boolean, expected: string): cell.CellType {
  return {
    stored: 'text',
    read: (typed) => {
      const parts = cell.splitList(typed).map((part) => ({ part, pair: cell.splitPair(part) }));
      const wrong = parts.find(({ pair }) => !pair || !words.includes(pair[0]) || !isGood(pair[1]));
      if (wrong) return { problem: `${cell.quoteCell(wrong.part)} n'est pas connu`, expected };
      return parts
        .map(({ pair }) => (pair ?? []).join(':'))
        .sort((a, b) => (a < b ? -1 : 1))
        .join('|');
    },
  };
}

function isWeight(value: string): boolean {
  return /^\d{1,3}(\.\d+)?$/.test(value) && Number(value) <= 100;
}

const percent = cell.decimal(100, 'un pourcentage de 0 à 100');
const monthNumber = cell.oneOf(...Array.from({ length: 12 }, (_one, month) => String(month + 1)));

/** How a setting lies in the firm's JSON. */
type Form = 'text' | 'number' | 'yes' | 'words' | 'texts' | 'numbers';
type Setting = { readonly setting: string; readonly column: ReturnType<typeof may>; readonly form: Form };

const says = (name: string, type: cell.CellType, setting: string, form: Form = 'text'): Setting => ({
  setting,
  column: may(name, type),
  form,
});

const SETTINGS: readonly Setting[] = [
  says('forme_juridique', cell.text, 'legal_form'),
  says('capital', cell.amount, 'share_capital_cents', 'number'),
  says('immatriculation', cell.text, 'registered_at'),
  says('adresse', cell.text, 'address'),
  says('code_postal', cell.text, 'postal_code'),
  says('ville', cell.text, 'city'),
  says('tva_intracom', cell.text, 'vat_number'),
  says('regime_tva', cell.oneOf(...FIRM_VAT_REGIMES), 'vat_regime'),
  says('tva_exigible', cell.oneOf(...VAT_DUE), 'vat_due'),
  says('tva_exigible_importees', cell.oneOf(...VAT_DUE), 'vat_due_imported'),
  says('iban', iban, 'iban'),
  says('serie_factures', cell.code, 'invoice_series'),
  says(
    'comptes',
    pairs(ACCOUNT_USES, (value) => ACCOUNT_NUMBER.test(value), 'des comptes comme client:4110|bank:5121'),
    'accounts',
    'texts',
  ),
  says('fin_exercice', monthNumber, 'year_end_month', 'number'),
  says('marge_plancher', percent, 'margin_floor_percent', 'number'),
  says('lecture_fin_de_mois', cell.oneOf(...END_OF_MONTH_READINGS), 'end_of_month_reading'),
  says('au_dela_du_bon', cell.oneOf(...BEYOND_ORDER), 'beyond_order'),
  says('approbateur_unique', cell.yesNo, 'single_approver', 'yes'),
  says('couts_reels_pour', cell.wordsOf(...STANDARD_COST_ROLES), 'real_costs_for', 'words'),
  says('controles_personnes', cell.yesNo, 'watch_people_rules', 'yes'),
  says('forfait_jours', cell.yesNo, 'days_contracts', 'yes'),
  says('cra_proposes', cell.yesNo, 'prefill_from_assignments', 'yes'),
  // For every client, or for none; chosen clients are in clients_a_preuve.csv.
  says('preuve_exigee', cell.yesNo, EVIDENCE_SETTING, 'yes'),
  says(
    'poids_affectation',
    pairs(STAFFING_TERMS, isWeight, 'des poids de 0 à 100 comme skills:40|margin:20'),
    'staffing_weights',
    'numbers',
  ),
];

const pairsIn = (setting: string): string => `
  (select string_agg(k || ':' || v, '|' order by k collate "C") from jsonb_each_text(settings -> '${setting}') p (k, v))`;

/** A setting as its cell says it; null: not given, or in another file. */
const SHOWN: { readonly [F in Form]: (setting: string) => string } = {
  text: (setting) => `settings ->> '${setting}'`,
  number: (setting) => `trim_scale((settings ->> '${setting}')::numeric)::text`,
  yes: (setting) =>
    `case when jsonb_typeof(settings -> '${setting}') = 'boolean' then (settings ->> '${setting}')::boolean end`,
  words: (setting) => `
    (select string_agg(w, '|' order by w collate "C") from jsonb_array_elements_text(settings -> '${setting}') w)`,
  texts: pairsIn,
  numbers: pairsIn,
};

function shown({ setting, column, form }: Setting): string {
  const cents = column.type.stored === 'cents';
  return `${cents ? `(settings ->> '${setting}')::bigint` : SHOWN[form](setting)} as ${column.name}`;
}

function toSetting({ form, column }: Setting, row: Values): unknown {
  const value = row[column.name] ?? null;
  if (value === null || form === 'yes' || form === 'text') return value;
  if (form === 'number') return Number(value);
  if (form === 'words') return cell.splitList(String(value));
  return Object.fromEntries(
    cell.splitList(String(value)).flatMap((part): [string, unknown][] => {
      const pair = cell.splitPair(part);
      return pair ? [[pair[0], form === 'numbers' ? Number(pair[1]) : pair[1]]] : [];
    }),
  );
}

async function writeCard(tx: Transaction, rows: readonly Values[]): Promise<void> {
  for (const row of rows) {
    const given = SETTINGS.map((one) => [one.setting, toSetting(one, row)] as const);
    const none = given.filter(([, value]) => value === null).map(([setting]) => setting);
    const told = Object.fromEntries(given.filter(([, value]) => value !== null));
    await tx`
      update firm set name = ${row['raison_sociale'] as string | null}, siren = ${row['siren'] as string | null},
        settings = (settings - ${none}::text[]) || ${tx.json(told as never)}
          -- No yes and no no: the clients chosen one by one stay chosen.
          || case when jsonb_typeof(settings -> ${EVIDENCE_SETTING}) = 'array' and not ${EVIDENCE_SETTING in told}
            then jsonb_build_object(${EVIDENCE_SETTING}::text, settings -> ${EVIDENCE_SETTING}) else '{}' end
      where id = 1`;
  }
}

export const cardFiles: { readonly [F in CardFile]: KeptFile } = {
  entreprise: {
    shape: {
      columns: [
        key('fiche', cell.oneOf('entreprise')),
        may('raison_sociale', cell.text),
        may('siren', cell.siren),
        ...SETTINGS.map(({ column }) => column),
      ],
    },
    tables: ['firm'],
    select: (sql) =>
      sql`${sql.unsafe(`select 'entreprise' as fiche, name as raison_sociale, siren, ${SETTINGS.map(shown).join(', ')}
        from firm where name is not null or siren is not null or settings <> '{}'`)}`,
    write: writeCard,
  },
  clients_a_preuve: {
    shape: { columns: [key('client', cell.code, { of: 'clients' }), must('preuve', cell.oneOf('exigee'))] },
    tables: ['firm'],
    select: (sql) => sql`
      select w as client, 'exigee' as preuve
      from firm, jsonb_array_elements_text(
        case when jsonb_typeof(settings -> ${EVIDENCE_SETTING}) = 'array' then settings -> ${EVIDENCE_SETTING} else '[]' end) w
      order by w collate "C"`,
    write: (tx, rows) => tx`
      update firm set settings = jsonb_set(settings, array[${EVIDENCE_SETTING}::text], (
        select jsonb_agg(distinct c order by c) from (
          select jsonb_array_elements_text(case when jsonb_typeof(settings -> ${EVIDENCE_SETTING}) = 'array'
            then settings -> ${EVIDENCE_SETTING} else '[]' end)
          union select unnest(${rows.map((row) => String(row['client']))}::text[])) known (c)))
      where id = 1`,
  },
};
