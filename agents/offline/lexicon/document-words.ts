// Words that send a question to the firm's documents: what a contract, an order or a CV says, as against the figures.

import type { LexiconEntry } from './entry.ts';

export const DOCUMENT_WORDS: readonly LexiconEntry[] = [
  [
    '@document',
    `cv, cvs, curriculum, curriculum vitae, dossier de competences, clause, clauses, avenant, avenants, annexe, annexes,
    document, documents, piece jointe, pieces jointes, conditions (generales|contractuelles|particulieres), cgv,
    cahier des charges, contractuellement, contrat (dit|prevoit|stipule|precise|indique|mentionne|cadre|signe|parle|impose),
    [que] (dit|prevoit|stipule|precise|indique|mentionne|prevu) [(par|notre|son)] contrat, (dans|selon) [(notre|son)] contrat,
    d apres [(notre|son)] contrat, contrat (avec|passe|conclu), contrats (avec|signes),
    resume of, the resume, (contract|agreement) (says|say|provides|provide|mentions|mention|with),
    (in|per|according to|under) (contract|agreement), purchase order document, order document`,
  ],
  // The paper, or the way a project is sold: what else is said tells.
  ['@paper', 'contrat, contract, agreement'],
];
