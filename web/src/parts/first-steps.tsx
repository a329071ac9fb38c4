// The first page of who follows no project yet: why it is empty, and what to begin with.

import { Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { namesQuery, type Me } from '../api-client.ts';
import { NewDeal } from './new-deal.tsx';

const SEES_ALL: ReadonlySet<string> = new Set(['direction', 'daf']);

/** Why nothing is shown, by whose page it is. */
function sayWhy({ roles }: Pick<Me, 'roles'>, hasClients: boolean): { title: string; about: string } {
  if (roles.some((role) => SEES_ALL.has(role)))
    return {
      title: 'Aucun projet dans Vigie',
      about:
        'Un projet naît d’une opportunité gagnée, ou vient avec les fichiers de l’entreprise. Dès qu’il y en aura, cette page dira lesquels dérivent, et pourquoi.',
    };
  if (!roles.includes('commercial'))
    return {
      title: 'Vous n’êtes responsable d’aucun projet',
      about:
        'La direction vous nomme responsable d’un projet à son ouverture. Cette page dira alors lesquels des vôtres dérivent, et pourquoi.',
    };
  return hasClients
    ? {
        title: 'Aucun de vos clients n’a de projet',
        about:
          'Créez une opportunité, envoyez son devis, notez la signature : gagnée, elle devient un projet, que cette page suivra.',
      }
    : {
        title: 'Vous n’avez pas encore de client',
        about:
          'Créez votre premier client, ou demandez à la direction de vous en confier un. Ses opportunités, ses devis puis ses projets se suivront d’ici.',
      };
}

export function FirstSteps({ me }: { me: Me }) {
  const names = useQuery(namesQuery).data;
  if (names === undefined) return null;
  const { title, about } = sayWhy(me, Object.keys(names.clients).length > 0);
  return (
    <section className="vigie-sheet vigie-proposal" aria-labelledby="premiers-pas">
      <div>
        <Title order={2} size="h4" id="premiers-pas">
          {title}
        </Title>
        <Text className="vigie-quiet" mt={4}>
          {about}
        </Text>
      </div>
      <NewDeal me={me} clients={names.clients} />
      {me.reports.includes('pipeline') && (
        <Text size="sm">
          <Link to="/devis">Voir les devis</Link> · <Link to="/pipeline">Voir le pipeline</Link>
        </Text>
      )}
    </section>
  );
}
