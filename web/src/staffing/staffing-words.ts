// What staffing calls its needs, its reasons and its plans.

import type { StaffingAim } from '../../../domain/staffing/alternatives.ts';
import type { StaffingConstraint } from '../../../domain/staffing/candidates.ts';
import type { NeedGap, NeedKind } from '../../../domain/staffing/need.ts';
import type { PlanConstraint } from '../../../domain/staffing/plan-answer.ts';
import type { SkillSource } from '../../../domain/staffing/skills.ts';
import type { StaffingTerm } from '../../../domain/staffing/weights.ts';

export const NEED_KIND_WORDS: Readonly<Record<NeedKind, string>> = {
  opportunity: 'Opportunité',
  project: 'Jours vendus à pourvoir',
  replacement: 'Remplacement',
  request: 'Demande de personnes',
};

export const GAP_WORDS: Readonly<Record<NeedGap, string>> = {
  dates: 'ses dates',
  days: 'ses jours',
  profile: 'son profil',
  past: 'une période à venir',
};

export const TERM_WORDS: Readonly<Record<StaffingTerm | 'remote' | 'wish' | 'text', string>> = {
  skills: 'Compétences',
  profile: 'Profil',
  availability: 'Disponibilité',
  margin: 'Marge',
  continuity: 'Connaît le client',
  place: 'Lieu',
  remote: 'À distance',
  wish: 'Souhait',
  text: 'Texte cherché',
};

export const CONSTRAINT_WORDS: Readonly<Record<StaffingConstraint | PlanConstraint | 'place' | 'text', string>> = {
  presence: 'Présence',
  load: 'Charge',
  leave: 'Absences',
  skills: 'Compétences',
  replaced: 'Remplacé',
  profile: 'Profil',
  margin: 'Marge',
  place: 'Lieu',
  text: 'Texte cherché',
};

export const AIM_WORDS: Readonly<Record<StaffingAim, { title: string; about: string }>> = {
  balance: { title: 'Équilibre', about: 'Le meilleur dans l’ensemble' },
  margin: { title: 'Marge', about: 'Ce qui rapporte le plus' },
  stability: { title: 'Stabilité', about: 'Ce qui déplace le moins' },
};

export const SKILL_SOURCE_WORDS: Readonly<Record<SkillSource, string>> = {
  asked: 'demandées',
  replaced: 'de la personne remplacée',
  title: 'lues dans l’intitulé',
  profile: 'usuelles du profil',
};
