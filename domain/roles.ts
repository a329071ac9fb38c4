// The seven roles of a person in the firm (a person may hold several), and what each is called on screen.

export const ROLES = ['direction', 'daf', 'commercial', 'responsable', 'consultant', 'adv', 'admin'] as const;

export type Role = (typeof ROLES)[number];

export const ROLE_LABELS: Readonly<Record<Role, string>> = {
  direction: 'Direction',
  daf: 'DAF',
  commercial: 'Commercial',
  responsable: 'Responsable de projets',
  consultant: 'Consultant',
  adv: 'ADV',
  admin: 'Administrateur',
};

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}
