// The words after /vigie: shortcuts for questions that are asked often, put to the same assistant as any other. What is
// no shortcut is a question.

type Shortcut = {
  readonly word: string;
  readonly usage: string;
  readonly meaning: string;
  /** The question; null: the shortcut needs a word more. */
  readonly ask: (rest: string) => string | null;
};

const SHORTCUTS: readonly Shortcut[] = [
  {
    word: 'derive',
    usage: 'derive',
    meaning: 'les projets qui dérivent',
    ask: (rest) => (rest === '' ? 'Quels projets dérivent ?' : `Pourquoi ${rest} dérive ?`),
  },
  {
    word: 'marge',
    usage: 'marge ATLAS',
    meaning: 'la marge d’un projet, ou de tous',
    ask: (rest) => (rest === '' ? 'Quelle est la marge par projet ?' : `Quelle est la marge de ${rest} ?`),
  },
  {
    word: 'dispo',
    usage: 'dispo [profil]',
    meaning: 'qui est libre',
    ask: (rest) => (rest === '' ? 'Qui est disponible ?' : `Qui est disponible en ${rest} ?`),
  },
  { word: 'cra', usage: 'cra', meaning: 'les CRA qui manquent, et le vôtre', ask: () => 'Quels CRA manquent ?' },
  {
    word: 'facturation',
    usage: 'facturation [mois]',
    meaning: 'ce qui est à facturer, et ce qui bloque',
    ask: (rest) => `Quels projets sont à facturer ${rest === '' ? 'ce mois-ci' : `en ${rest}`} ?`,
  },
  {
    word: 'ou',
    usage: 'ou AFFAIRE',
    meaning: 'où en est une opportunité, un projet ou une facture',
    ask: (rest) => (rest === '' ? null : `Où en est ${rest} ?`),
  },
];

export type Wanted =
  /** The code of a deal: where it stands is read as on the page, or asked when nothing has this code. */
  | { readonly kind: 'where'; readonly code: string; readonly text: string }
  /** A shortcut says all it means: it begins a conversation. Other words may follow one. */
  | {
      readonly kind: 'question';
      readonly text: string;
      readonly begins: boolean;
      /** One's own month is told under the answer. */
      readonly ownCra?: boolean;
    }
  | { readonly kind: 'decide' }
  | { readonly kind: 'help' };

/** Without accents and case: « Dérive », « OÙ », « décider ». */
function fold(word: string): string {
  return word.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/** P003, O0008, F2026-00012: letters, then figures. */
const CODE = /^[a-z]+[a-z0-9/_-]*\d[a-z0-9/_-]*$/i;

/** « marge de P014 en octobre », « où en est-on ? »: a sentence already. */
const SENTENCE =
  /^(?:de|du|des|d['’].*|l['’].*|la|le|les|en|est|au|aux|a|à|par|sur|sous|pour|avec|qui|que|is|of|the)\b|\?$/i;

/** @param text what stands after the command, read (readText). */
export function readShortcut(text: string): Wanted {
  const [, first = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(text.trim()) ?? [];
  const word = fold(first);
  if (word === '' || word === 'aide' || word === 'help') return { kind: 'help' };
  if (word === 'decider' && rest === '') return { kind: 'decide' };
  const shortcut = SHORTCUTS.find((one) => one.word === word);
  if (shortcut === undefined || SENTENCE.test(rest)) {
    return { kind: 'question', text: text.trim(), begins: false };
  }
  const question = shortcut.ask(rest);
  if (question !== null && word === 'ou' && CODE.test(rest))
    return { kind: 'where', code: rest.toUpperCase(), text: question };
  if (question === null) return { kind: 'help' };
  return { kind: 'question', text: question, begins: true, ...(word === 'cra' && { ownCra: true }) };
}

export function sayHelp(): string {
  const lines = [
    ...SHORTCUTS.map(({ usage, meaning }) => `• \`/vigie ${usage}\` : ${meaning}`),
    '• `/vigie decider` : ce qui attend votre décision',
    '• `/vigie` suivi d’une question, un message direct ou une mention : la réponse de l’assistant',
  ];
  return `Ce que Vigie fait ici :\n${lines.join('\n')}\nElle ne change rien d’elle-même : elle propose, vous décidez.`;
}
