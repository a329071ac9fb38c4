// « ? » : the keys there are.

import { Kbd, Modal } from '@mantine/core';

const KEYS: readonly [keys: readonly string[], does: string][] = [
  [['⌘', 'K'], 'Aller à une page, un projet, un client, un rapport (Ctrl K sur un PC)'],
  [['?'], 'Cette aide'],
  [['j', 'k'], 'À décider : la suivante, la précédente'],
  [['a'], 'À décider : approuver'],
  [['e'], 'À décider : modifier'],
  [['r'], 'À décider : refuser, avec la raison'],
  [['←', '→', '↑', '↓'], 'Planning : d’une semaine, d’une mission, d’une personne à l’autre ; Entrée ouvre'],
  [['Entrée'], 'Assistant : envoyer ; Maj Entrée va à la ligne'],
  [['Échap'], 'Fermer, ou arrêter la réponse de l’assistant'],
];

export function KeyHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Au clavier"
      closeButtonProps={{ 'aria-label': 'Fermer l’aide' }}
      centered
    >
      <dl className="vigie-keys">
        {KEYS.map(([keys, does]) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
