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

/** Who reads margins at the cost of a profile, never a person's, unless the firm's policy gives them the real costs. */
export const STANDARD_COST_ROLES = ['commercial', 'responsable'] as const satisfies readonly Role[];

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}
